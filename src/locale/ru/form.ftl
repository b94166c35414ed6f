# Формы записей: ввод и изменение.
nav-log = Внести
log-title = Записать задержание
log-start = Ввод
log-start-lede = Набранное здесь хранится по мере набора и сохраняется, когда вы скажете.
log-any = Запись любого вида
change-it = Изменить
add-to-it = Добавить сведения
form-more = Ещё об этой ссылке
hint-grade = Буква для источника, от A до F, и цифра для сказанного, от 1 до 6.

## Форма
form-is-new = Новая запись
form-edit-title = Изменить { $ref }
form-save = Сохранить
form-save-next = Сохранить и ввести ещё
form-draft = Оставить черновиком
form-kept = Черновик сохранён
form-not-kept = Не сохранено: программа не отвечает. Оставайтесь на этой странице.
form-required = обязательно
form-choose = выберите
form-as-worded = по формулировке
form-not-stated = не указано
form-whole-record = обо всей записи
form-understood = Понято:
form-use-date = Взять: { $date }
form-vague = без числа; сохраняется словами
form-which = Какая запись имеется в виду под «{ $name }»?
form-make-new = Создать ({ $kind }): «{ $name }»
form-from-gazetteer = новое здесь, из
form-made-new = Будет создано ({ $kind }): «{ $name }», вместе с этой формой
form-row-names = Имя
form-row-sources = Источник
form-row-citations = Ссылка
form-row-external_ids = Номер
form-add-names = Ещё одно имя
form-add-sources = Ещё один источник
form-add-citations = Ещё одна ссылка
form-add-external_ids = Ещё один номер
form-remove = Убрать
form-source-hint = Публикация, в которой это сказано. Без неё запись помечается «Без источника».
form-keeping = Хранение
form-reason-hint = Попадает в историю.
form-facts = Сведения этой записи
field-reason = Причина
reason-new = Первый ввод
err-look-at-new = Проверьте, что спрашивается о новой записи, и сохраните.
err-choose = Выберите, кто или что имеется в виду, или укажите, что запись новая.
err-reason = Кратко укажите причину.
err-draft-too-long = Для черновика это слишком много. Сократите слишком длинное или сохраните запись.
err-saved-before = Эта форма уже сохранена как { $ref }. Сохраняйте снова, только если нужна ещё одна запись.
err-saved-before-gone = Эта форма уже была сохранена, но сохранённого больше нет. Сохраняйте снова, только если нужна ещё одна запись.
err-another-owner = Эта форма относится к { $ref }. Для другой записи откройте форму на её странице.
form-use-words = Взять слова публикации
form-twice-meant = Это два лишения свободы одновременно
form-twice-why = Почему
hint-compartment = Хранимое в нём видят только те, кто в него входит.
form-no-compartment = нет

## Подсказки
hint-link = Имя или название, можно начало слов, либо номер записи.
hint-verbatim = Как в публикации: «не менее 17», «несколько».
hint-qualifier = Если не выбрать, определяется по формулировке.
hint-seq = Если не заполнить, этап встанет после имеющихся.
hint-status-after = Если не выбрать, у нового этапа оно следует из его вида.
hint-quote = Скопировано из публикации.
hint-cited-field = О каком поле записи в ней речь.
hint-body = Если его можно хранить. Абзацы разделяются концами строк.
hint-day-seq = Меньшее раньше.

## Почему запись может подойти
match-ref = номер записи
match-same-name = то же имя
match-other-order = те же слова в другом порядке
match-same-sounds = то же имя, иначе написано
match-begins = имя так начинается
match-alike = очень похоже написано
match-resembles = имя начинается похоже

## Черновики
drafts-title = Черновики
drafts-lede = То, что вы набрали и не сохранили. Видите это только вы.
drafts-none = Черновиков нет.
drafts-kept = сохранён
sign-in-kept = Сеанс закончился. Набранное сохранено черновиком: войдите и продолжите. Позже он найдётся через «Ввод», «Черновики».
form-signed-out = Сеанс закончился; сохранено черновиком. Войдите, чтобы продолжить.
attention-drafts = Ваши черновики
drafts-discard = Выбросить

## Два изменения одной записи
form-nothing = пусто
conflict-version = Версия { $version } новее той, что вы открыли
conflict-title = Два изменения одной записи
conflict-lede = Ваше не потеряно, чужое не перезаписано. Выберите по каждому полю.
conflict-counts = Различаются поля: { $n }; совпадают: { $same }.
conflict-only-you = изменили только вы
conflict-only-they = изменил только другой
conflict-both = изменили оба
conflict-was = было:
conflict-yours = Ваше
conflict-saved = Сохранённое
conflict-words = Другими словами
conflict-save = Сохранить как версию { $version }
conflict-leave = Отбросить моё
hint-age = Как в источнике: «34», «около 40», «17–18», «8 месяцев». Из возраста следует дата рождения, если её поле пустое.
hint-coordinates = Сюда можно вставить обе: «43,25; 76,91», «43°15′ с. ш. 76°54′ в. д.».
form-use-pair = Взять { $pair }
