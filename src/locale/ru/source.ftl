# Источник.
source-name = Источник
source-type = Что это
source-reliability = Надёжность
source-behind = Кто за ним стоит
source-via = На него ссылаются
source-via-times = { $n ->
    [0] Ни одна публикация не называет его источником сведений
    [one] { $n } ссылка называет его источником сведений
    [few] { $n } ссылки называют его источником сведений
   *[many] { $n } ссылок называют его источником сведений
}
source-protected = Под защитой
source-protected-what = Этот источник защищён: кто он, видят только читатели с высшим допуском. Не называйте его посторонним.
source-reports = Публикации
source-reports-caption = Публикации с участием этого источника
source-reports-none = Публикаций этого источника не внесено.
source-role = Его роль

# Публикация.
report-title = Публикация
report-type = Вид
report-from = Откуда
report-author = Автор
report-published = Опубликовано
report-language = Язык
report-address = Адрес
report-archived = Архивная копия
report-accessed = Прочитано
report-embedded-in = Вложено в
report-embeds = Содержит вложение
report-supports = Что оно подтверждает
report-supports-none = На эту публикацию пока ничто не ссылается.
report-citations = { $n ->
    [one] { $n } ссылка
    [few] { $n } ссылки
   *[many] { $n } ссылок
}
report-facts = Подтверждает фактов
report-text = Текст
