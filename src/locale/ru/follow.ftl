# Ввод по сообщению и дальнейшие сведения о людях.

## По сообщению
from-report-start = Ввод по этому сообщению
from-report-choose = Ввод по сообщению
from-report-title = Ввод по { $ref }
from-report-no-text = Текст этого сообщения здесь не хранится. Наберите номер абзаца и формулировку вручную.
from-report-how = Выберите абзац и, если важны слова, скопируйте их. Там, где работают скрипты, выделенные слова копируются сами.
from-report-take = Ввести по ¶ { $n }
from-report-cited = { $n ->
    [one] { $n } ссылка
    [few] { $n } ссылки
   *[other] { $n } ссылок
}
from-report-where = Место в сообщении
from-report-what = О чём там сказано?
from-report-cite = Сослаться в имеющейся записи
from-report-else = Другое
from-report-saved = Сохранено:
from-report-so-far = Записи со ссылками на сообщение
from-report-list = Показать список
reason-from-report = По сообщению
field-record = Запись
cited-fact = О каком факте
cited-fact-hint = Факты записи появятся здесь, когда она выбрана.
cited-itself = сама запись

## Следующий этап
step-add = Добавить этап содержания под стражей
step-choose = Что стало с задержанными
step-add-ticked = Добавить этап для отмеченных
step-tick = Отметить: { $name }
step-of = О ком
step-nobody = Никто не отмечен. Сначала отметьте людей в списке:
step-as-said = какое следует из этапа
step-status-hint = Сначала выберите этап.
step-says-nothing = Сам по себе этот этап ничего не говорит о положении.
step-law = Закон, решение, срок, штраф
step-source-hint = Одна ссылка подтверждает этап для всех отмеченных. Без неё этапы помечаются «Без источника».
reason-step = Этап содержания под стражей
err-nobody-ticked = Отметьте хотя бы одного человека.
