# Запись задержания.
log-save = { $n ->
    [0] Сохранить
    [1] Сохранить задержание
   *[other] Сохранить задержания: { $n }
}
log-save-next = Сохранить и записать ещё
log-saved = Сохранено:
log-enough = Нужны только «Кто» и источник; остальное может подождать.
key-next-field = следующее поле
key-next-part = следующая часть
key-save = сохранить
key-save-next = сохранить и внести следующее
key-first-match = взять первое совпадение
key-close-list = закрыть список
log-names = Имена, по одному в строке
log-names-hint = Как в источнике. Группа — тоже строка: «несколько протестующих». До { $n } строк.
log-who-these-are = Кто в этих строках
who-new = Новый человек
who-group = Новая группа
who-same-episode = Это то же задержание: добавить сообщение к { $ref }
who-unsure = Не ясно, пока отдельно
err-who = Укажите, кто это: { $name }.
err-too-many-lines = Строк слишком много для одной формы: { $given }. Вставляйте до { $n } за раз.
log-taken-source = У сведений об аресте свой источник
log-custody = Под стражей
log-status-source = У сведений о статусе свой источник
log-part-of = Часть события
log-source-hint = Подтверждает всё на этой странице, кроме сведений со своим источником.
log-report-beside = Публикация рядом
log-no-text = Текста публикации в деле нет.
field-taken = Когда взяли
field-taken_basis = Откуда известна дата
field-taken_part = Выведенная часть
field-taken_place = Где взяли
field-taken_how = Как взяли
taken-how-arrested = Задержание
taken-how-abducted = Похищение: кто, не признают
taken-how-disappeared = Исчезновение: видели в последний раз
field-taken_by = Кто взял
field-taken_place_basis = Откуда известно место
field-taken_by_basis = Откуда это известно
field-taken_note = Примечание об аресте
field-status_date = Статус на дату
field-status_date_basis = Откуда известна эта дата
field-status_date_part = Выведенная часть
field-held_place = Где содержат
field-status_note = Примечание о содержании
form-as-put = как сказано в публикации
hint-taken = Как в источнике: «25 февраля 2012», «между 1 и 24 февраля 2012», «до 25.02.2012».
hint-certainty = Если не выбрать, следует из того, как об этом сказано.
log-age-as-of = На день публикации, а без неё — задержания. Если это не возраст, очистите.
log-as-pasted = Как вставлено: { $line }
log-part-lines = Каждое имя между запятыми на своей строке
err-line-twice = { $line } в списке дважды. Если это два разных человека, подтвердите это.
