# Слова, которые есть на каждой странице: рамка, факты и их источники, даты, таблицы.

## Рамка
skip-to-content = К содержанию
nav-main = Главное меню
nav-desk = Обзор
nav-timeline = Хронология
nav-held = Под стражей
nav-people = Люди
nav-places = Места
nav-organizations = Организации
nav-reports = Публикации
nav-sources = Источники
printed-on = напечатано { $day }
sign-out = Выйти
case-file = дело «{ $title }»
dates-as-on = Сроки считаются по { $day }
dates-as-of-today = Сроки считаются по сегодняшний день, { $day }
loads-nothing = Эта страница ничего не загружает извне.

## Запись
history = История
comment = Комментарий
facts = Факты
background = Справка
ties = Связи
names = Имена
figures = Числа
other-facts = Другие сведения
identifiers = В других системах
identifier-also = это же обозначение у записи
statements = Высказывания
timeline-of-place = Хронология этого места
timeline-of-person = Хронология этого человека или группы
not-stated = не указано
not-known = неизвестно
nothing-said = ничего не сказано
and = и
group = группа
person-or-group = Человек или группа
who = Кто
what = Что
when = Когда
where = Где
status = Положение
certainty = Достоверность
source = Источник

## Имена
names-caption = Все написания и кто так пишет
name = Имя
name-kind = Вид
language = Язык
spelled-so-by = Кто так пишет
name-valid = Действовало

## Источники
sources = Источники
no-sources = На этой странице пока ничто не подкреплено источником.
source-number = источник { $n }
uncited = Без источника
via = через
no-paragraph = абзац не указан
page-abbreviated = с.
grades-what = Что означают оценки
grades-key = Буква — надёжность источника: A полностью надёжен, B обычно надёжен, C довольно надёжен, D обычно ненадёжен, E ненадёжен, F не оценён. Цифра — достоверность сведений: 1 подтверждено другими, 2 вероятно, 3 возможно, 4 сомнительно, 5 маловероятно, 6 не оценено.

## Даты и места
date-not-stated = дата не указана
place-unknown = место неизвестно
as-of = по состоянию на
as-of-head = По состоянию на
month = Месяц
certainly = Точно
possibly = Возможно
certainly-in-month = Точно в этом месяце
possibly-in-month = Возможно в этом месяце
as-a-table = То же в виде таблицы

## Числа
figure-derived = не менее { $n }
figure-counted = вычислено
figure-of-group = Группа:
mark-of-group = группа: { $group }
figure-about = О чём:
claimed-by = по данным: { $who }
preferred = предпочтено
sources-differ = Источники расходятся. Ни одна оценка не предпочтена.
sources-differ-preferred = Источники расходятся. Одна оценка предпочтена.
sources-differ-on = Источники расходятся: { $what }
sources-agree = Всё это может быть верно одновременно.
in-report-words = словами публикации

## Выбор
any-certainty = Любая
contradicted-by = противоречит
otherwise-in = иначе в
rival-gives = Другая публикация называет
cited-as-a-whole = О записи в целом сообщает
