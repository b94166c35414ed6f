# Слова для значений закрытых списков: `список-значение`, значение — как оно хранится.

## Виды записей
kind-person = Человек
kind-organization = Организация
kind-place = Место
kind-source = Источник
kind-report = Публикация
kind-incident = Событие
kind-participation = Участие
kind-relation = Связь
kind-incident_link = Связь событий
kind-detention = Лишение свободы
kind-charge = Обвинение
kind-custody_event = Этап содержания под стражей
kind-figure = Число
kind-statement = Высказывание
kind-note = Справка
form-new-person = Новый человек или группа
form-new-organization = Новая организация
form-new-place = Новое место
form-new-source = Новый источник
form-new-report = Новая публикация
form-new-incident = Новое событие
form-new-participation = Новое участие
form-new-relation = Новая связь
form-new-incident_link = Новая связь событий
form-new-detention = Новое лишение свободы
form-new-charge = Новое обвинение
form-new-custody_event = Новый этап содержания под стражей
form-new-figure = Новое число
form-new-statement = Новое высказывание
form-new-note = Новая справка

## Что записано, в истории
table-person = человек
table-organization = организация
table-place = место
table-source = источник
table-report = публикация
table-incident = событие
table-participation = участие
table-relation = связь
table-incident_link = связь событий
table-detention = лишение свободы
table-charge = обвинение
table-custody_event = этап содержания под стражей
table-figure = число
table-statement = высказывание
table-note = справка
table-name = имя
table-citation = ссылка на публикацию
table-report_source = источник публикации
table-external_id = обозначение в другой системе
action-create = добавлено
action-update = изменено
action-remove = удалено

## Насколько запись проверена
review-draft = Черновик
review-checked = Проверено
review-approved = Утверждено
review-disputed = Оспаривается
review-withdrawn = Отозвано

## Кому видно
sensitivity-public = Для всех
sensitivity-internal = Для внутреннего пользования
sensitivity-confidential = Конфиденциально
sensitivity-restricted = Строго ограничено

## Роли учётных записей
role-viewer = читатель
role-monitor = наблюдатель
role-editor = редактор

## Насколько твёрд факт
certainty-stated = прямо указано
certainty-reported = сообщается
certainty-apparent = по-видимому
certainty-alleged = по чьему-то заявлению
certainty-inferred = вывод
certainty-denied = отрицается
link-certainty-stated = связь указана
link-certainty-reported = о связи сообщается
link-certainty-apparent = связь, по-видимому, есть
link-certainty-alleged = связь по чьему-то заявлению
link-certainty-inferred = связь выведена
link-certainty-denied = связь отрицается

## Откуда известна дата
basis-stated = дата указана
basis-inferred = дата выведена
basis-estimated = дата по оценке
basis-unknown = откуда дата, неизвестно
part-year = год
part-month = месяц
part-day = день
part-inferred-year = год выведен
part-inferred-month = месяц выведен
part-inferred-day = день выведен

## Откуда известно место
place-basis-stated = место указано
place-basis-inferred = место выведено
place-basis-estimated = место по оценке
place-basis-unknown = место точнее неизвестно

## Порядок списка тех, кто под стражей
held-order-silence = Сначала давно без вестей
held-order-name = По имени

## Лишение свободы
status-held = Под стражей
status-house_arrest = Под домашним арестом
status-on_bail = На свободе под залог
status-serving_sentence = Отбывает наказание
status-released = На свободе
status-deported = Выдворение из страны
status-escaped = В бегах
status-hospitalised = В больнице
status-disappeared = Исчезновение
status-dead = Смерть
status-unknown = Неизвестно
warrant-shown = Предъявлен
warrant-not_shown = Не предъявлен
warrant-none = Не было
warrant-unknown = Неизвестно
acknowledged-yes = Да
acknowledged-denied = Отрицается
acknowledged-unknown = Неизвестно
incommunicado-yes = Да
incommunicado-no = Нет
incommunicado-partly = Отчасти
incommunicado-unknown = Неизвестно
lawyer-yes = Да
lawyer-no = Нет
lawyer-partly = Отчасти
lawyer-unknown = Неизвестно
family-contact-yes = Да
family-contact-no = Нет
family-contact-partly = Отчасти
family-contact-unknown = Неизвестно
ill-treatment-alleged = По чьему-то заявлению
ill-treatment-established = Установлено
ill-treatment-denied = Отрицается
ill-treatment-none_reported = Не сообщалось
ill-treatment-unknown = Неизвестно

## Как это подано в публикации
hedge-asserted = утверждается
hedge-reported = сообщается
hedge-apparent = по-видимому
hedge-alleged = по чьему-то заявлению
hedge-denied = отрицается
hedge-quoted = цитата
stance-supports = подтверждает
stance-contradicts = противоречит
stance-mentions = упоминает
stance-differs = называет другое

## Источники
source-role-publisher = Издатель
source-role-reporter = Автор публикации
source-role-producer = Производитель записи
source-role-credited = Указан как источник
source-role-quoted = Процитирован
source-role-syndicated_from = Перепечатано из
reliability-A = A, полностью надёжен
reliability-B = B, обычно надёжен
reliability-C = C, довольно надёжен
reliability-D = D, обычно ненадёжен
reliability-E = E, ненадёжен
reliability-F = F, не оценён

## Собственная оценка организации
finding-confirmed = Подтверждено
finding-likely = Вероятно
finding-possible = Возможно
finding-unlikely = Маловероятно
finding-unknown = Оценить нельзя

## Связи событий, отсюда и сюда
incident-link-part_of = Часть события
incident-link-precedes = После него
incident-link-led_to = Привело к
incident-link-response_to = В ответ на
incident-link-parallel = Одновременно
incident-link-same_as = То же событие
incident-link-related = Связано
incident-link-inverse-part_of = Его части
incident-link-inverse-precedes = До него
incident-link-inverse-led_to = К нему привело
incident-link-inverse-response_to = В ответ на него
incident-link-inverse-parallel = Одновременно
incident-link-inverse-same_as = То же событие
incident-link-inverse-related = Связано

## Высказывания
form-speech = Речь
form-chant = Скандирование
form-demand = Требование
form-appeal = Призыв
form-denial = Отрицание
form-comment = Комментарий
form-testimony = Показания

## Числа
qualifier-exact = ровно
qualifier-about = около
qualifier-at_least = не менее
qualifier-more_than = более
qualifier-at_most = не более
qualifier-fewer_than = менее
qualifier-range = от … до
qualifier-vague = словами
qualifier-zero = ни одного
qualifier-derived = вычислено

## Имена
name-kind-primary = основное
name-kind-alias = другое имя
name-kind-transliteration = транслитерация
name-kind-native = на родном языке
name-kind-former = прежнее
name-kind-official = официальное
name-kind-nickname = прозвище
name-kind-misspelling = ошибочное написание
name-kind-descriptor = описание

## Люди и группы
unit-individual = Один человек
unit-family = Семья
unit-group = Группа
unit-community = Община
unit-people = Народ
sex-male = Мужской
sex-female = Женский
sex-other = Другой
sex-mixed = Смешанный
sex-unknown = Неизвестен
consent-none = Согласия ни на какое использование нет
consent-internal = Только внутри организации
consent-share = Можно передавать партнёрам
consent-publish = Можно публиковать

## Места
level-country = Страна
level-region = Область
level-district = Район
level-city = Город
level-locality = Посёлок или село
level-site = Объект
level-informal = Местность без точных границ

## Поля: как их называют история, формы и факты
field-about = О чём
field-accessed = Дата обращения
field-acknowledged = Признано властями
field-act = Действие
field-archive_url = Копия в архиве
field-arrest_place = Место задержания
field-arresting_organization = Кем задержан
field-article = Статья закона
field-as_of = По состоянию на
field-author = Автор
field-bail_amount = Залог
field-bail_currency = Валюта залога
field-best = Наиболее вероятное число
field-age = Возраст
field-age_as_of = Возраст по состоянию на
field-birth_basis = Основание даты рождения
field-birth = Дата рождения
field-birth_place = Место рождения
field-body = Текст
field-case_number = Номер дела
field-certainty = Достоверность
field-civil_status = Семейное положение
field-claimed_by = Чьи данные
field-comment = Комментарий
field-consent = Согласие
field-date = Дата
field-date_basis = Откуда известна дата
field-date_part = Какая часть даты выведена
field-day_seq = Порядок в течение дня
field-death = Дата смерти
field-description = Описание
field-detention = Лишение свободы
field-direct = Дословно
field-ethnicity = Этническая принадлежность
field-family_contact = Контакты с семьёй
field-field = Поле
field-fine_amount = Штраф
field-fine_currency = Валюта штрафа
field-finding = Наша оценка
field-form = Форма
field-from_incident = От события
field-geo_precision = Точность координат
field-grade = Оценка
field-group = Группа
field-health = Здоровье
field-hedge = Как это подано
field-hi = Наибольшее число
field-identified = Личность установлена
field-ill_treatment = Жестокое обращение
field-incident = Событие
field-incommunicado = Без связи с внешним миром
field-iso = Код ISO
field-kind = Вид
field-lang = Язык
field-latitude = Широта
field-law = Закон
field-lawyer = Адвокат
field-legal_basis = Правовое основание
field-level = Уровень
field-lo = Наименьшее число
field-longitude = Долгота
field-measure = Что сосчитано
field-named = Имеет название
field-nationality = Гражданство
field-note = Примечание
field-object = С кем или чем связь
field-occupation = Род занятий
field-ordering_organization = По чьему приказу
field-organization = Организация
field-organization_basis = Откуда это известно
field-page = Страница
field-paragraph = Абзац
field-parent = Входит в
field-person = Человек или группа
field-place = Место
field-place_basis = Откуда известно место
field-place_note = Примечание о месте
field-preferred = Предпочтено
field-presumed_reason = Предполагаемая причина
field-protected = Защищённый источник
field-published = Дата публикации
field-published_basis = Откуда известна дата публикации
field-published_part = Какая часть даты публикации выведена
field-qualifier = Вид числа
field-quote = Формулировка
field-reliability = Надёжность
field-report = Публикация
field-review = Проверка
field-role = Роль
field-scheme = Система
field-withdrawn = Отозвано
field-merged_into = Объединено с
field-legal-state = Положение дела после этапа
field-contradicted = Есть противоречие
field-detained = Сколько раз задерживали
field-compartment = Закрытый раздел
field-court = Суд
field-judge = Судья
field-next_hearing = Следующее заседание
field-offence = В чём обвиняют, как сказано
field-outcome = Чем закончилось
field-outcome_date = Дата исхода
field-release_kind = Почему освобождён(а)
field-sensitivity = Уровень доступа
field-sentence = Срок, как сказано
field-seq = Порядок
field-sex = Пол
field-site_type = Вид объекта
field-source = Источник
field-sourcing = Сколько источников
field-stance = Отношение к факту
field-gives = Другое значение, которое она называет
field-gives_record = Другая запись, которую она называет
field-start = Начало
field-start_basis = Откуда известно начало
field-start_part = Какая часть даты начала выведена
field-state_actor = Государственный орган
field-stated_reason = Названная причина
field-status = Положение после этапа
field-status_after = Положение после
field-subject = Чья связь
field-summary = Кратко
field-text = Текст
field-time_note = Время
field-title = Название
field-to_incident = К событию
field-topic = Тема
field-type = Вид
field-unit = Один человек или группа
field-url = Адрес
field-valid = Действовало
field-value = Обозначение
field-verbatim = Формулировка
field-verdict = Приговор
field-via = На кого ссылается публикация
field-warrant = Ордер

# Число словами; «более n» хранится как n + 1 или больше.
counted-exact = { $n }
counted-about = около { $n }
counted-about-range = примерно от { $n } до { $to }
counted-at_least = не менее { $n }
counted-more_than = более { $n }
counted-at_most = не более { $n }
counted-fewer_than = менее { $n }
counted-range = от { $n } до { $to }
counted-zero = ни одного
