# Хронология.
filter-place = Место
filter-person = Человек или группа
filter-detention = Задержание
filter-organization = Организация
filter-source = Источник
filter-only-source = Источник всех публикаций
filter-entered-since = Введено с
filter-changed-since = Введено или изменено с
filter-text = Слова
facet-inc = Вид события
facet-de = Этапы содержания под стражей
facet-more = и ещё { $n }: сузьте вопрос или введите название выше
narrow-more = Другие списки
narrow-back = Назад к ответу
contradicted-yes = да
contradicted-no = нет
detained-again = Больше одного раза
detained-once = Один раз
sourcing-uncited = Без источника
sourcing-single = Один источник
sourcing-several = Несколько источников
hint-link-known = Имя, название или номер записи
filter-group = Группировать
filter-from = С
filter-to = По
filter-date = Дата
filter-dates = Неточные даты
filters-in-force = Действующие фильтры
dates-possible = Даты, возможно входящие в промежуток
dates-certain = Только точно входящие
possibly-in = возможно
certainly-in = точно
date-hint = День, месяц или год: 25 февраля 2012, 2012-02, 2012
place-all-inside = { $place } и всё, что внутри
show = Показать
remove = убрать
clear-all = Сбросить все
narrow = Уточнить
incidents = События
group-by-day = По дням
group-by-month = По месяцам
group-by-year = По годам
entries = { $n ->
    [one] { $n } строка
    [few] { $n } строки
   *[other] { $n } строк
}
entries-of = { $incidents ->
    [one] { $incidents } событие
    [few] { $incidents } события
   *[other] { $incidents } событий
}, { $steps ->
    [one] { $steps } этап
    [few] { $steps } этапа
   *[other] { $steps } этапов
} содержания под стражей; одинаковый этап нескольких людей — одна строка
left-out = { $n ->
    [one] Не показана { $n } строка { $why }.
    [few] Не показаны { $n } строки { $why }.
   *[other] Не показаны { $n } строк { $why }.
}
left-out-place-around = без более точного места, чем местность вокруг указанного
left-out-place-none = без места
left-out-dates-open = с датой, открытой в сторону этого времени (как «не позднее 2012 г.» — на все прежние годы)
left-out-dates-none = без даты
show-them = Показать
dates-stated = Даты в промежутке
dates-open = Только даты, открытые в сторону этого времени
dates-none = Только без даты
filter-places = Места
asked-places-around = Только без более точного места, чем местность вокруг
asked-places-none = Только без места
place-of-incident = место события
place-of-detention = место задержания
entries-by-month = Строки по месяцам: { $from } — { $to }
take-away = Экспорт
oldest-first = Сначала старые
newest-first = Сначала новые
first-page = Первая страница
next-page = Следующая страница
lines-here = { $n } из { $total ->
    [one] { $total } строки
   *[other] { $total } строк
}
nothing-found = В этом деле нет ничего, что отвечает этим фильтрам.
form-refused = { $n ->
    [one] { $n } поле нужно проверить
    [few] { $n } поля нужно проверить
   *[other] { $n } полей нужно проверить
}
custody = Под стражей
of-incident = событие:
sources-of = Источники { $ref }
status-after-step = статус:
show-steps = Показать этапы: { $n }
mark-disputed = оспаривается
mark-contradicted = есть противоречащая публикация
mark-preferred = предпочтено
mark-not-preferred = предпочтено другое число
format-csv = CSV
format-csv-excel = CSV для Excel
format-json = JSON
asked-everything = Всё дело
file-lines = Строк
file-made-on = Составлено
file-question = Вопрос
file-list = Как разделить
file-list-hint = Несколько значений одной ячейки разделены «; »; перед точкой с запятой или обратной чертой внутри значения стоит обратная черта. Перед датой, известной не до дня, стоит апостроф, чтобы ни одна программа не сделала из неё день.
show-ticked = Показать отмеченное
except = кроме
asked-or = или { $value }
asked-not-named = то, что здесь не называется
asked-except = всё, кроме: { $value }
err-changed-too-much = С этого дня внесено больше { $n } изменений: выберите день позже.
shown = Что показано
shown-lines = Строки
shown-people = Люди
shown-detentions = Задержания
involved-people = Людей и групп: { $n }, строк с ними: { $lines }
involved-detentions = Задержаний: { $n }, строк о них: { $lines }
involved-counted-people = числа — это строки; строка о нескольких людях считается у каждого
involved-counted-detentions = числа — это строки, то есть этапы содержания под стражей; одинаковый этап нескольких людей считается у каждого
involved-any-people = Показаны и те, о ком не спрашивали: число говорит, сколько строк будет, если спросить о человеке вместо выбранного.
involved-any-detentions = Показаны и те, о которых не спрашивали: число говорит, сколько строк будет, если спросить о задержании вместо выбранного.
involved-without-people = { $n ->
    [one] Ещё { $n } строка, где никто не назван.
    [few] Ещё { $n } строки, где никто не назван.
   *[other] Ещё { $n } строк, где никто не назван.
}
involved-without-detentions = { $n ->
    [one] Ещё { $n } строка не относится ни к какому задержанию.
    [few] Ещё { $n } строки не относятся ни к какому задержанию.
   *[other] Ещё { $n } строк не относятся ни к какому задержанию.
}
involved-caption = Имя ведёт к строкам, номер рядом — к записи
involved-first = Первая строка
involved-last = Последняя строка
involved-by-lines = Сначала с большим числом строк
involved-by-name = По алфавиту
