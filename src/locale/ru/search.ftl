search-title = Поиск
search-for = Искать во всём деле
search-placeholder = Имя, место или слова
search-key = Клавиша /
search-do = Найти
search-hint = Имя в любом написании, номер записи, адрес публикации или слова: все сразу, «фраза», нача*, -без этого, одно ИЛИ другое.
search-as-typed = Имена — только тем письмом, каким набрано
search-is-as-typed = Имена, записанные другим письмом, не показаны.
search-nothing = Ничего не найдено. Имена сравниваются по написанию, слова — по их формам.
found-person = Люди и группы
found-place = Места
found-organization = Организации
found-source = Источники
found-detentions = { $n ->
    [one] { $n } задержание
    [few] { $n } задержания
   *[many] { $n } задержаний
}
found-texts = { $n ->
    [one] { $n } текст с этими словами
    [few] { $n } текста с этими словами
   *[many] { $n } текстов с этими словами
  }
found-best = Показаны лучшие: { $n }.
found-lines = { $n ->
    [one] Они есть в { $n } строке хронологии
   *[other] Они есть в { $n } строках хронологии
  }
kept-title = Сохранённые вопросы
kept-lede = Поиски и хронологии под названием: ваши и те, которыми другие делятся с командой.
kept-none = Пока нет ни одного: поиск или хронологию можно сохранить на их страницах.
kept-keep = Сохранить этот вопрос
kept-name = Название
kept-share = Поделиться с командой
kept-do = Сохранить
kept-forget = Забыть
kept-search = поиск
kept-search_as_typed = поиск одним письмом
kept-timeline = хронология
kept-timeline_people = люди в хронологии
kept-timeline_detentions = задержания в хронологии
kept-shared = общий
kept-by = общий, от { $name }

# Вопросы под наблюдением и что записано.
watched-title = Под наблюдением
watched-caption = Вопросы, за которыми вы следите, и сколько строк в их ответах появилось или изменилось с тех пор, как вы смотрели
watched-question = Вопрос
watched-new = Новых
watched-changed = Изменённых
watched-since = С тех пор, как вы смотрели
watched-not-asked = больше нельзя спросить
watched-counts = Новых строк: { $new }, изменённых: { $changed }.
watched-partial = С тех пор записано очень много. Просмотрено только последнее.
watched-seen = Просмотрено
watched-whole = Весь ответ
watched-nothing = Ничего нового и изменённого нет.
watched-is-new = новое
watched-is-changed = изменено
watched-do = Следить
watched-stop = Больше не следить
watched-hint = Следить: на рабочем столе будет видно, что появилось и изменилось
watched-news = Что появилось и изменилось
changes-title = Изменения
changes-yesterday = Со вчерашнего дня
changes-since = С начала дня
changes-partial = С тех пор записано очень много. Перечислено только последнее.
changes-none = С тех пор ничего не записано.
changes-by-person = Кто записал
changes-by-record = По записям
changes-who = Кто
changes-records = Записей
changes-changes = Изменений
changes-caption = Кто и сколько записал с тех пор
changes-only = показаны только эти
changes-count = { $n ->
    [one] { $n } изменение
    [few] { $n } изменения
   *[other] { $n } изменений
}
