# Под стражей: положение, этапы, сроки и страница о тех, кого удерживают.

## Положение
custody-status = Положение
status-not-stated = Ни в одной публикации не сказано, под стражей ли.
status-serving = Отбывает: { $sentence }
status-weight = { $supporting ->
    [one] Так говорит { $supporting } публикация
    [few] Так говорят { $supporting } публикации
   *[other] Так говорят { $supporting } публикаций
}; { $contradicting ->
    [0] ни одна не противоречит
    [one] противоречит { $contradicting }
   *[other] противоречат { $contradicting }
}.
last-word = последние сведения:
no-word-for = Без вестей: { $days }.
no-word-since-when = С какого времени нет вестей, неизвестно.
place-earlier = По более ранним сведениям:

## Сроки
days = { $n ->
    [one] { $n } день
    [few] { $n } дня
   *[other] { $n } дней
}
length-years = { $n ->
    [one] { $n } год
    [few] { $n } года
   *[other] { $n } лет
}
length-months = { $n ->
    [one] { $n } месяц
    [few] { $n } месяца
   *[other] { $n } месяцев
}
days-at-least = { $n ->
    [one] не менее { $n } дня
   *[other] не менее { $n } дней
}
days-at-most = { $n ->
    [one] не более { $n } дня
   *[other] не более { $n } дней
}
days-doubted = возможно, { $days }
days-range = от { $from } до { $to } { $to ->
    [one] дня
   *[other] дней
}
term-end-about = Срок истекает около { $day } (вычислено).
term-end-between = Срок истекает между { $from } и { $to } (вычислено).
term-end-after = Срок истекает около { $day } или позднее (вычислено).
term-end-before = Срок истекает около { $day } или ранее (вычислено).
term-end-unknown = Когда истекает срок, вычислить нельзя: его начало неизвестно.
term-endless = Конец срока не установлен.
term-suspended = Срок условный.
term-at-liberty = Отбывается не под стражей.
term-time-served = К моменту приговора срок был отбыт.
term-not-computed = По этим словам конец срока вычислить нельзя; отбывается ли он ещё, неизвестно.
term-had-run-out = К тому времени срок истёк.
term-beside = Наряду с этим: { $sentence }.
perhaps = Возможно:
custody-lifted = Оставались ли под стражей после этого, не сообщается.
term-has-run-out = Срок истёк; об освобождении не сообщалось.
term-may-have-run-out = Срок мог уже истечь; об освобождении не сообщалось.

## Эпизоды и этапы
episode = Эпизод
episodes-apart = Каждое новое задержание — отдельный эпизод. Окончания с пометкой «вычислено» — это начало плюс срок; ни одна публикация их не называет.
steps-of = Этапы { $ref } по порядку
step = Этап
status-after = Положение после него
by-whom = Кем:
fine-of = штраф { $amount } { $currency }
until = До какого дня
no-report-mentions = Ни одна публикация не упоминает { $what }.
unmentioned-warrant = ордер
unmentioned-acknowledged = признание задержания властями
unmentioned-incommunicado = наличие или отсутствие связи с внешним миром
unmentioned-lawyer = адвоката
unmentioned-family-contact = контакты с семьёй
unmentioned-ill-treatment = обращение под стражей

## Полосы
bars-caption = Эпизоды лишения свободы по { $day }
bar-stated = Указано, или срок с указанного дня
bar-hedged = Сообщается, по-видимому или вывод
bar-not-known = Неизвестно
bar-no-custody = Без лишения свободы

## Кого удерживают
held-any-list = Все списки
held-list = Список
held-list-in_custody = Под стражей
held-list-possibly = Возможно, под стражей
held-list-term_run_out = Срок истёк
held-list-unknown = Положение неизвестно
held-list-counts = Людей: { $people }, групп: { $groups }
held-list-about-in_custody = По последним сведениям они под стражей, и ничто не говорит, что в этот день они могли быть на свободе.
held-list-about-possibly = Возможно, задержаны позже или вовсе не задерживались, или уже освобождены: даты это допускают либо сообщается об этом неуверенно.
held-list-about-term_run_out = Назначенный срок истёк или мог истечь; что было потом, не сообщается. В число находящихся под стражей не входят.
held-list-about-unknown = Задержаны, о дальнейшем ничего не сказано. В число находящихся под стражей не входят.
held-may-be-over = К тому дню, возможно, уже:
desk-possibly-held = Кроме того, возможно, под стражей: людей { $people }, групп { $groups }
err-held-on = «{ $value }» — не один день. Укажите день, например 25 февраля 2012; от месяца или года берётся последний день.
held-on = На какой день
held-any-status = Любое
held-nobody = На { $day } в этом деле нет никого под стражей, кто отвечал бы этим фильтрам.
held-in-list = На { $day }, { $list }: { $counts }.
held-people = { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[other] { $people } человек
} на { $day }, по последним сведениям о каждом.
held-groups = { $groups ->
    [one] { $groups } группа
    [few] { $groups } группы
   *[other] { $groups } групп
} на { $day }, по последним сведениям о каждой.
held-people-and-groups = { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[other] { $people } человек
} и { $groups ->
    [one] { $groups } группа
    [few] { $groups } группы
   *[other] { $groups } групп
} на { $day }, по последним сведениям о каждом.
held-silent-days = Дней без вестей, не меньше
held-silent = Без вестей { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
} и дольше: { $n } из { $all }
held-none-here = Никто не отвечает этим фильтрам.
held-caption = Сначала те, о ком дольше всего нет вестей. Дни считаются от дня задержания, самого раннего и самого позднего. О том, что помечено «вычислено», не говорит ни одна публикация.
held-caption-by-name = По алфавиту; те, о ком больше ничего не известно, — отдельно. Дни считаются от дня задержания, самого раннего и самого позднего. О том, что помечено «вычислено», не говорит ни одна публикация.
held-order = Порядок
held-groups-apart = Группы не прибавляются к людям, поэтому никто не сосчитан дважды.
held-days = Сколько под стражей
held-where = Где содержится
held-no-word = Без вестей
held-listed-members = { $n ->
    [one] { $n } её участник назван здесь отдельно
    [few] { $n } её участника названы здесь отдельно
   *[other] { $n } её участников названы здесь отдельно
}
held-place-earlier = по более ранним сведениям
held-taken-at = место задержания:
held-where-taken = Место задержания
held-last-word = Последние сведения
held-in-place = Место, со всем внутри:

## По закону
legal-state = Правовое положение
legal-state-charged = Предъявлено обвинение
legal-state-remanded = Под стражей до суда
legal-state-on_trial = Под судом
legal-state-convicted = Признан(а) виновным(ой)
legal-state-sentenced = Приговорён(а)
legal-state-fined = Оштрафован(а)
legal-state-acquitted = Оправдан(а)
legal-state-dropped = Обвинения сняты
legal-state-pardoned = Амнистия или помилование
charge-brought = предъявлено
bail-of = залог { $amount } { $currency }
outcome-pending = Рассматривается
outcome-dropped = Снято
outcome-changed = Заменено другим
outcome-convicted = Признан(а) виновным(ой)
outcome-acquitted = Оправдан(а)
outcome-pardoned = Амнистия или помилование
outcome-unknown = Неизвестно
release-kind-served = Отбыт срок
release-kind-bail = Под залог
release-kind-recognisance = Под подписку о невыезде
release-kind-amnesty = По амнистии
release-kind-pardon = Помилование
release-kind-acquitted = Оправдан(а)
release-kind-charges_dropped = Обвинения сняты
release-kind-exchanged = Обмен
release-kind-no_reason_given = Без объяснения причин
