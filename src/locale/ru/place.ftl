# Место.
place-level = Что это
place-unnamed = без названия
place-coordinates = Координаты
place-iso = Код страны
place-north = с. ш.
place-south = ю. ш.
place-east = в. д.
place-west = з. д.
place-precision-1 = Точка указывает на само место
place-precision-2 = Точка с точностью около 25 км
place-precision-3 = Точка обозначает район
place-precision-4 = Точка обозначает область
place-precision-5 = Точка обозначает более широкую территорию
place-precision-6 = Точка обозначает страну
place-precision-7 = Точка обозначает несколько стран
places-inside = Места внутри него
places-inside-none = Мест внутри него не внесено.
places-inside-all = Все места внутри него
place-incidents = { $n ->
    [one] { $n } событие
    [few] { $n } события
   *[many] { $n } событий
}
place-places = { $n ->
    [one] { $n } место внутри
    [few] { $n } места внутри
   *[many] { $n } мест внутри
}
place-more-than = больше чем { $what }
place-held-all = Все, кто содержится здесь: { $n }
place-held-here = Содержатся здесь
place-held-here-caption = Последнее известие о каждом человеке или группе, чьё последнее место содержания находится здесь
place-by-month = По месяцам
place-by-month-caption = События и этапы задержаний здесь, по месяцам
place-timeline = Хронология
place-timeline-all = { $n ->
    [one] { $n } запись
    [few] Все { $n } записи
   *[many] Все { $n } записей
}
