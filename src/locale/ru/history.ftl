# История записи.
history-of = История { $ref }
history-none = Пока ничего не записано.
history-reason = причина: { $reason }
history-fields = { $n ->
    [one] { $n } поле
    [few] { $n } поля
   *[many] { $n } полей
}
history-caption = Что записано в { $ref }
history-field = Поле
history-before = Было
history-after = Стало
history-nothing = ничего
history-pages = Страницы истории
history-older = Раньше

yes = да
no = нет
