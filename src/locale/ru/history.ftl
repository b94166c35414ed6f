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
history-closed = запись, закрытая для вас
history-pages = Страницы истории
history-older = Раньше

# Значения закрытых списков, для которых нет слов в другом месте.
choice-about = около
choice-alleged = предположительно
choice-at_least = не менее
choice-at_most = не более
choice-confirmed = подтверждено
choice-day = день
choice-denied = отрицается
choice-derived = подсчитано нами
choice-established = установлено
choice-estimated = оценка
choice-exact = точно
choice-fewer_than = менее
choice-inferred = выведено
choice-internal = для внутреннего использования
choice-likely = вероятно
choice-month = месяц
choice-more_than = более
choice-no = нет
choice-none = нет
choice-none_reported = не сообщалось
choice-not_shown = не предъявлен
choice-partly = частично
choice-possible = возможно
choice-publish = можно публиковать
choice-range = диапазон
choice-share = можно передавать
choice-shown = предъявлен
choice-stated = указано
choice-unknown = неизвестно
choice-unlikely = маловероятно
choice-vague = неопределённо
choice-year = год
choice-yes = да
choice-zero = ни одного
