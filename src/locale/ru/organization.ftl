# Организация.
org-name = Организация
org-type = Что это
org-state = Государственная структура
org-state-yes = да
org-state-no = нет
org-parent = Входит в
org-parts = Её части
org-incidents = События, по ролям
org-detentions = Задержания
org-detentions-caption = Люди и группы, задержанные ею или по её приказу, с последним известием о каждом
org-arrested = задержание ею
org-ordered = по её приказу
org-sources = Источники, за которыми она стоит
org-sources-caption = Источники, выступающие от имени этой организации

# Списки всех записей одного рода.
list-none = Пока ничего не внесено.
list-individuals = Люди
list-individuals-caption = Люди с последним известием о содержании под стражей
list-groups = Группы
list-groups-caption = Группы с последним известием о содержании под стражей
list-groups-note = Группы не складываются с людьми: названные по имени участники указаны и отдельно.
list-no-custody = о задержании ничего не внесено
list-organizations-caption = Организации
list-reports-caption = Сообщения по заглавиям
list-sources-caption = Источники и сообщения с их участием
list-whom = Люди или группы
list-inside = Места внутри: { $place }
list-letters = Буквы
list-letter = Имена и названия на { $letter }
list-no-letter = Имена и названия, которые начинаются не с буквы
list-pages = Страницы
previous-page = Предыдущая страница
