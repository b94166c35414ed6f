# Записи, которые, вероятно, об одном и том же.
duplicates-title = Вероятные повторы
duplicates-of = Вероятные повторы записи { $ref }
duplicates-lede = Пары записей, которые могут быть об одном и том же: сначала самые вероятные, с доводами за и против. Решите, одно это, разное или пока неизвестно. Больше об этом никого не спросят.
duplicates-kinds = Что сравнивается
duplicates-not-ready = Имена ещё читаются. Загляните через минуту.
duplicates-none = Нерешённых пар нет.
duplicates-compared-names = Сравнены по звучанию все имена и названия (записей: { $records }); из самых похожих пар взвешено { $pairs }. Имя, которое носят очень многие, сравнивается на странице каждой записи.
duplicates-compared-newest = Записей: { $records }; самые новые (не более { $newest }) сравнены со всеми, у кого общий день, адрес или текст. Взвешено пар: { $pairs }.
duplicates-compared-one = { $pairs ->
    [one] Взвешена { $pairs } похожая запись.
    [few] Взвешены { $pairs } похожие записи.
   *[other] Взвешено { $pairs } похожих записей.
}
duplicates-matter = Что сравнивается
duplicates-speaks = О чём говорит
duplicates-caption = { $ref } и { $other } рядом
duplicates-for = за одно
duplicates-against = против
duplicates-neither = ни за, ни против
duplicates-unsure = Пока неизвестно
duplicates-unsure-reason = Неизвестно, одно ли это
duplicates-why-hint = Почему? Это останется при обеих записях.
duplicates-it = Вероятные повторы
agreement-same = совпадает
agreement-fits = может быть и так и так
agreement-differs = различается
likely-unlikely = вряд ли одно
likely-possible = возможно, одно
likely-likely = вероятно, одно
likely-very_likely = очень вероятно, одно
compared-person = Люди и группы
compared-place = Места
compared-organization = Организации
compared-incident = События
compared-report = Публикации
compared-source = Источники
matter-names = Имя
matter-external_ids = Идентификаторы в других системах
matter-incidents = Общие события
matter-ties = С кем или чем связаны
matter-tied = Связаны друг с другом
matter-places = Места их событий
matter-taken = Когда задержаны
matter-people = Кто участвовал
matter-reports = Об обоих в одной публикации
matter-sources = Кто сообщил
matter-position = Где находится
form-speaks-for = За одно: { $matters }.
form-speaks-against = За разное: { $matters }.
different-title = Признаны разными
different-lede = Записи, о которых решено, что они о разном: сначала последние. Как повторы они больше не предлагаются, пока решение не отменено.
different-none = Таких нет.
different-from = — не то же, что
different-undo = Отменить решение
