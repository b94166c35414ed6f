# Рабочий стол.
desk-counts = { $incidents ->
    [one] { $incidents } событие
    [few] { $incidents } события
   *[other] { $incidents } событий
}, { $people ->
    [one] { $people } человек или группа
   *[other] люди и группы: { $people }
}, { $reports ->
    [one] { $reports } сообщение
    [few] { $reports } сообщения
   *[other] { $reports } сообщений
}.
desk-purpose = Что произошло, кого удерживали, где и какое сообщение об этом говорит. Каждый факт ведёт к источнику; где источники расходятся, показаны все.
desk-newest = Дело большое. Факты без источника, расхождения источников и места ниже сосчитаны по самому новому: { $records } записей и строк хронологии. В хронологии и списках есть всё.
desk-backup = Последняя резервная копия: { $days ->
    [0] сегодня
    [one] { $days } день назад
    [few] { $days } дня назад
   *[other] { $days } дней назад
}
desk-no-backup = Резервной копии ещё нет
desk-timeline = Хронология всего
desk-held = Кто под стражей
desk-places = По городам
desk-places-caption = Строки хронологии с известным местом; здания и улицы считаются за место вокруг них.
desk-held-counts = Под стражей: { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[other] { $people } человек
} и { $groups ->
    [one] { $groups } группа
    [few] { $groups } группы
   *[other] { $groups } групп
}, по последним сведениям о каждом.
desk-held-note = Группы не прибавляются к людям: в сообщениях сказано «несколько» или число не названо.
desk-unknown = { $n ->
    [one] Ещё { $n } запись: задержание есть, о дальнейшем ничего не сказано
    [few] Ещё { $n } записи: задержание есть, о дальнейшем ничего не сказано
   *[other] Ещё { $n } записей: задержание есть, о дальнейшем ничего не сказано
}
attention = Требует внимания
attention-caption = Незавершённая работа в этом деле
attention-what = Что
attention-how-many = Сколько
attention-where = Где
attention-silent = Под стражей, нет вестей { $n } дней и дольше
attention-longest = Дольше всего: { $days }
attention-conflicts = Источники расходятся, ничего не предпочтено
attention-terms = Срок истёк или мог истечь, об освобождении не сообщалось
attention-uncited = Факты без источника
attention-none = Всё сделано.
recent = Последние изменения
all = Все
place = Место
lines = Строк
records-written = { $n ->
    [one] { $n } запись
    [few] { $n } записи
   *[other] { $n } записей
}
desk-held-by-place = Под стражей или, возможно, под стражей: по месту, где оно указано
people = Люди
groups = Группы
