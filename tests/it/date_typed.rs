//! Dates as people type them, by kinds: what each comes to, what is asked back, and what is told to be missing.

use habeas::domain::lang::Lang;
use habeas::domain::time::{Anchor, DateError, Edtf, Takes, Typing, parse_typed, read_typed};
use habeas::locale;

use crate::date::{day, rows};

/// Typed, and the date it is.
const UNDERSTOOD: &str = "
    Saturday 25 February 2012 | 2012-02-25
    Sat 25 Feb 2012 | 2012-02-25
    Saturday, February 25, 2012 | 2012-02-25
    25 February 2012 (Saturday) | 2012-02-25
    on Saturday, 25 February 2012 | 2012-02-25
    суббота, 25 февраля 2012 | 2012-02-25
    в субботу 25 февраля 2012 г. | 2012-02-25
    25.02.2012, суббота | 2012-02-25
    сб 25.02.2012 | 2012-02-25
    Sat 25 to Sun 26 February 2012 | 2012-02-25/2012-02-26
    25 February 2012, 10:30 | 2012-02-25T10:30:00
    25 February 2012 at 10:30 | 2012-02-25T10:30:00
    10:30 on 25 February 2012 | 2012-02-25T10:30:00
    25 Feb 2012 3 pm | 2012-02-25T15:00:00
    25 Feb 2012, 3:15 p.m. | 2012-02-25T15:15:00
    12 am, 25 Feb 2012 | 2012-02-25T00:00:00
    2012-02-25 14:30 | 2012-02-25T14:30:00
    2012-02-25T14:30 | 2012-02-25T14:30:00
    2012-02-25 14:30:15 | 2012-02-25T14:30:15
    25.02.2012 10:30 | 2012-02-25T10:30:00
    25 февраля 2012 г. в 10:30 | 2012-02-25T10:30:00
    25 февраля 2012, 9:05 | 2012-02-25T09:05:00
    Sat 25 Feb 2012 10:30 | 2012-02-25T10:30:00
    2012-02-25T23:30:00+06:00 | 2012-02-25T23:30:00+06:00
    25-Feb-2012 | 2012-02-25
    25/Feb/2012 | 2012-02-25
    2012 Feb 25 | 2012-02-25
    2012-Feb-25 | 2012-02-25
    2012, February 25 | 2012-02-25
    20120225 | 2012-02-25
    25022012 | 2012-02-25
    20012012 | 2012-01-20
    25.02.2012 | 2012-02-25
    25.2.2012 | 2012-02-25
    25/02/2012 | 2012-02-25
    02.03.2012 | 2012-03-02
    03/03/2012 | 2012-03-03
    2012/02/25 | 2012-02-25
    25 02 2012 | 2012-02-25
    2012 02 25 | 2012-02-25
    25.02.2012г. | 2012-02-25
    «25» февраля 2012 г. | 2012-02-25
    25 II 2012 | 2012-02-25
    25th Feb. 2012 | 2012-02-25
    the 25th of February, 2012 | 2012-02-25
    twenty-fifth of February 2012 | 2012-02-25
    двадцать пятое февраля 2012 | 2012-02-25
    Feb. 25th, 2012 | 2012-02-25
    25-го февраля 2012 года | 2012-02-25
    exactly 25 February 2012 | 2012-02-25
    Feb-2012 | 2012-02
    February, 2012 | 2012-02
    2012 February | 2012-02
    02.2012 | 2012-02
    февраль 2012 | 2012-02
    в феврале 2012 года | 2012-02
    in February 2012 | 2012-02
    the year 2012 | 2012
    в 2012 году | 2012
    ２０１２-０２-２５ | 2012-02-25
    ２５．０２．２０１２ | 2012-02-25
    ٢٥.٠٢.٢٠١٢ | 2012-02-25
    25 ақпан 2012 | 2012-02-25
    2012 жылғы 25 ақпан | 2012-02-25
    2012 ж. ақпан | 2012-02
    2012 жылдың 25 ақпанында | 2012-02-25
    желтоқсан 2011 | 2011-12
    қаңтарда 2012 | 2012-01
    mid-March 2012 | [2012-03-08..2012-03-24]
    early March 2012 | [2012-03-01..2012-03-13]
    late March 2012 | [2012-03-19..2012-03-31]
    end of March 2012 | [2012-03-19..2012-03-31]
    the beginning of March 2012 | [2012-03-01..2012-03-13]
    в начале марта 2012 | [2012-03-01..2012-03-13]
    середина марта 2012 | [2012-03-08..2012-03-24]
    в конце марта 2012 г. | [2012-03-19..2012-03-31]
    в первых числах марта 2012 | [2012-03-01..2012-03-13]
    last days of March 2012 | [2012-03-19..2012-03-31]
    в двадцатых числах марта 2012 | [2012-03-20..2012-03-29]
    second week of March 2012 | [2012-03-04..2012-03-18]
    first two weeks of February 2012 | [2012-02-01..2012-02-14]
    the last three days of February 2012 | [2012-02-27..2012-02-29]
    первые две недели февраля 2012 | [2012-02-01..2012-02-14]
    в последние 10 дней марта 2012 | [2012-03-22..2012-03-31]
    in the last week of March 2012 | [2012-03-19..2012-03-31]
    в первой неделе марта 2012 | [2012-03-01..2012-03-11]
    fifth week of February 2010 | 2010-02-28
    week of 20 February 2012 | [2012-02-19..2012-02-26]
    первая декада марта 2012 | [2012-03-01..2012-03-10]
    в третьей декаде февраля 2012 | [2012-02-21..2012-02-29]
    early 2012 | [2012-01..2012-05]
    mid-2012 | [2012-04..2012-09]
    в конце 2011 года | [2011-08..2011-12]
    late 1990s | [1996..1999]
    mid-1990s | [1992..1997]
    в конце 1990-х | [1996..1999]
    first half of March 2012 | [2012-03-01..2012-03-16]
    the second half of 2012 | [2012-07..2012-12]
    первая половина 2012 года | [2012-01..2012-06]
    во второй половине марта 2012 | [2012-03-16..2012-03-31]
    night of 24 to 25 February 2012 | [2012-02-24..2012-02-25]
    the night of 24-25 February 2012 | [2012-02-24..2012-02-25]
    night of 24/25 February 2012 | [2012-02-24..2012-02-25]
    overnight 31 January to 1 February 2012 | [2012-01-31..2012-02-01]
    в ночь с 24 на 25 февраля 2012 | [2012-02-24..2012-02-25]
    в ночь на 25 февраля 2012 г. | [2012-02-24..2012-02-25]
    25 February 2012 at night | [2012-02-24..2012-02-26]
    morning of 25 February 2012 | 2012-02-25
    early morning of 25 February 2012 | 2012-02-25
    в первой половине дня 25 февраля 2012 | 2012-02-25
    25 February 2012, 8:30 in the evening | 2012-02-25T20:30:00
    evening of 25 February 2012, 8:30 | 2012-02-25T20:30:00
    25 февраля 2012, 8:00 вечера | 2012-02-25T20:00:00
    вечером 25 февраля 2012 в 8:30 | 2012-02-25T20:30:00
    утром 25 февраля 2012 в 8:30 | 2012-02-25T08:30:00
    в 8 часов вечера 25 февраля 2012 | 2012-02-25T20:00:00
    25.02.2012 10.30 | 2012-02-25T10:30:00
    second Friday of March 2012 | 2012-03-09
    2nd Friday of March 2012 | 2012-03-09
    first Monday in March 2012 | 2012-03-05
    third Saturday of March 2012 | 2012-03-17
    fourth Sunday of March 2012 | 2012-03-25
    last Friday of March 2012 | 2012-03-30
    вторая пятница марта 2012 | 2012-03-09
    во вторую пятницу марта 2012 | 2012-03-09
    2-я пятница марта 2012 | 2012-03-09
    02 March, Friday, 2012 | 2012-03-02
    02 Friday March 2012 | 2012-03-02
    II полугодие 2012 | [2012-07..2012-12]
    1-е полугодие 2012 | [2012-01..2012-06]
    к концу февраля 2012 | [..2012-02-29]
    до конца 2012 | [..2012-12-31]
    до двадцатых чисел февраля 2012 | [..2012-02-28]
    mid-February to early March 2012 | 2012-02/2012-03
    late February – early March 2012 | 2012-02/2012-03
    mid-February – early March 2012 | 2012-02/2012-03
    в конце февраля — начале марта 2012 | 2012-02/2012-03
    since early 2012 | [2012-01-01..]
    since mid-February 2012 | [2012-02-08..]
    до 25 февраля 2012 включительно | [..2012-02-25]
    до 2012 года включительно | [..2012]
    с 10 по 15 февраля 2012 включительно | 2012-02-10/2012-02-15
    on or about 25 February 2012 | 2012-02-25~
    on or around 25 February 2012 | 2012-02-25~
    25 February 2012 or thereabouts | 2012-02-25~
    about 10–15 February 2012 | 2012-02-10~/2012-02-15~
    примерно с 10 по 15 февраля 2012 | 2012-02-10~/2012-02-15~
    around 25 or 26 February 2012 | [2012-02-25~,2012-02-26~]
    not until 25 February 2012 | [2012-02-25..]
    prior to 25 Feb 2012 | [..2012-02-24]
    раньше 25 февраля 2012 | [..2012-02-24]
    25 Feb 2012 and earlier | [..2012-02-25]
    25 февраля 2012 и позже | [2012-02-25..]
    after 10 Feb and before 15 Feb 2012 | [2012-02-11..2012-02-14]
    не ранее 10 и не позднее 15 февраля 2012 | [2012-02-10..2012-02-15]
    before Esfand 1390 | [..2012-02-19]
    since Esfand 1390 | [2012-02-20..]
    6-8 Esfand 1390 | 2012-02-25/2012-02-27
    6 or 7 Esfand 1390 | [2012-02-25,2012-02-26]
    3-5 Rajab 1433 | [2012-05-23..2012-05-27]
    before the 17th century | [..1600-12-31]
    1–3 and 5 February 2012 | {2012-02-01..2012-02-03,2012-02-05}
    25 February 2011 or 2012 | [2011-02-25,2012-02-25]
    25 Feb 2011 and 2012 | {2011-02-25,2012-02-25}
    25 February 2010, 2011 or 2012 | [2010-02-25,2011-02-25,2012-02-25]
    summer 2011 and 2012 | {2011-22,2012-22}
    летом 2011-го и 2012-го | {2011-22,2012-22}
    2010 or February 2011 | [2010,2011-02]
    2012 жылғы 25 ақпаннан | [2012-02-25..]
    2012 жылғы 25 ақпаннан бастап | [2012-02-25..]
    2012 жылғы 25 ақпаннан кейін | [2012-02-26..]
    2012 жылғы 25 ақпанға дейін | [..2012-02-25]
    2011-12 | 2011-12
    2012-22 | 2012-22
    2012-33 | 2012-33
    25 февраля 2012, вечером | 2012-02-25
    утром 25 февраля 2012 | 2012-02-25
    28 December – 3 January 2012 | 2011-12-28/2012-01-03
    28 Dec to 3 Jan 2012 | 2011-12-28/2012-01-03
    с 28 декабря по 3 января 2012 | 2011-12-28/2012-01-03
    between 28 December and 3 January 2012 | [2011-12-28..2012-01-03]
    1-24 Feb 2012 | 2012-02-01/2012-02-24
    1–24 февраля 2012 | 2012-02-01/2012-02-24
    from 1 to 24 February 2012 | 2012-02-01/2012-02-24
    с 1 по 24 февраля 2012 | 2012-02-01/2012-02-24
    16.12.2011 — 25.02.2012 | 2011-12-16/2012-02-25
    February 1 through 24, 2012 | 2012-02-01/2012-02-24
    Jan–Mar 2012 | 2012-01/2012-03
    с января по март 2012 | 2012-01/2012-03
    2010-2012 | 2010/2012
    2010…2012 | 2010/2012
    between 1 and 24 February 2012 | [2012-02-01..2012-02-24]
    между 1 и 24 февраля 2012 | [2012-02-01..2012-02-24]
    between 2010 and 2012 | [2010..2012]
    winter 2011–2012 | 2011-24
    winter 2011-2012 | 2011-24
    winter 2011/12 | 2011-24
    зима 2011–2012 | 2011-24
    зимой 2011/2012 | 2011-24
    winter 2012 | [2011-24,2012-24]
    summer 2012 | 2012-22
    in the spring of 2012 | 2012-21
    весной 2012 г. | 2012-21
    осенью 2011-го | 2011-23
    spring/summer 2012 | [2012-21,2012-22]
    Q1 2012 | 2012-33
    2012 Q1 | 2012-33
    1st quarter of 2012 | 2012-33
    the first quarter of 2012 | 2012-33
    I квартал 2012 | 2012-33
    4 кв. 2012 г. | 2012-36
    в первом квартале 2012 года | 2012-33
    17th century | [1601..1700]
    the seventeenth century | [1601..1700]
    XVII век | [1601..1700]
    в XX веке | [1901..2000]
    20 век | [1901..2000]
    the 1990s | 199X
    1990-е годы | 199X
    в 1990-х гг. | 199X
    March/April 2012 | [2012-03,2012-04]
    март/апрель 2012 | [2012-03,2012-04]
    24/25 February 2012 | [2012-02-24,2012-02-25]
    1, 3 or 5 Feb 2012 | [2012-02-01,2012-02-03,2012-02-05]
    1 или 3 февраля 2012 | [2012-02-01,2012-02-03]
    25 and 26 February 2012 | {2012-02-25,2012-02-26}
    25 и 26 февраля 2012 | {2012-02-25,2012-02-26}
    2010 or 2011 | [2010,2011]
    Feb 2012 – present | 2012-02/..
    from February 2012 to present | 2012-02/..
    2010 to date | 2010/..
    since 2010 until now | 2010/..
    с февраля 2012 по настоящее время | 2012-02/..
    2010 – н.в. | 2010/..
    с 2010 по сей день | 2010/..
    since 2010 | [2010..]
    from 25 Feb 2012 | [2012-02-25..]
    с 2010 года | [2010..]
    начиная с 25.02.2012 | [2012-02-25..]
    until Feb 2012 | [..2012-02]
    before 25 Feb 2012 | [..2012-02-24]
    after 25 Feb 2012 | [2012-02-26..]
    by March 2012 | [..2012-03]
    no later than 25 Feb 2012 | [..2012-02-25]
    25 February 2012 or earlier | [..2012-02-25]
    25 February 2012 or later | [2012-02-25..]
    25 февраля 2012 или позже | [2012-02-25..]
    не позднее 25 февраля 2012 | [..2012-02-25]
    до 25 февраля 2012 | [..2012-02-24]
    после февраля 2012 | [2012-03-01..]
    before early March 2012 | [..2012-03-12]
    about 2011 | 2011~
    c. 2011 | 2011~
    ~2011 | 2011~
    circa February 2012 | 2012-02~
    2012 or so | 2012~
    около 25 февраля 2012 | 2012-02-25~
    ок. 2011 г. | 2011~
    25 Feb 2012? | 2012-02-25?
    25 Feb 2012 (?) | 2012-02-25?
    probably 25 February 2012 | 2012-02-25?
    предположительно 25 февраля 2012 | 2012-02-25?
    perhaps 2011 | 2011?
    6 Esfand 1390 | 2012-02-25
    ۶ اسفند ۱۳۹۰ | 2012-02-25
    6 эсфанда 1390 | 2012-02-25
    1390/12/06 SH | 2012-02-25
    Esfand 1390 | [2012-02-20..2012-03-19]
    3 Rajab 1433 | [2012-05-23..2012-05-25]
    ٣ رجب ١٤٣٣ هـ | [2012-05-23..2012-05-25]
    3 раджаба 1433 | [2012-05-23..2012-05-25]
    1012 AD | 1012
    1390-12-06 CE | 1390-12-06
";

/// Typed, why it is asked back, and what is offered. The report is of 1 March 2012, a Thursday.
const ASKED: &str = "
    Sunday 25 February 2012 | weekday | 2012-02-25
    воскресенье, 25 февраля 2012 | weekday | 2012-02-25
    25 February | year | 2012-02-25
    28 December | year | 2011-12-28
    25.02 | year | 2012-02-25
    25 февраля | year | 2012-02-25
    in March | year | 2012-03
    Saturday 25 February | year | 2012-02-25
    1-24 February | year | 2012-02-01/2012-02-24
    28 December 2011 – 3 January | year | 2011-12-28/2012-01-03
    25.02.12 | short-year | 2012-02-25
    25 Feb 12 | short-year | 2012-02-25
    Feb '12 | short-year | 2012-02
    25 Feb 95 | short-year | 1995-02-25
    yesterday | relative | 2012-02-29
    вчера | relative | 2012-02-29
    today | relative | 2012-03-01
    позавчера | relative | 2012-02-28
    last Tuesday | relative | 2012-02-28
    on Tuesday | relative | 2012-02-28
    в прошлый вторник | relative | 2012-02-28
    last Thursday | relative | 2012-02-23
    three days ago | relative | 2012-02-27
    3 дня назад | relative | 2012-02-27
    a week ago | relative | 2012-02-23~
    two months ago | relative | 2012-01~
    last week | relative | [2012-02-20..2012-02-26]
    на прошлой неделе | relative | [2012-02-20..2012-02-26]
    last month | relative | 2012-02
    в прошлом году | relative | 2011
    25 Febuary 2012 | spelling | 2012-02-25
    25 феврля 2012 | spelling | 2012-02-25
    Satarday 25 February 2012 | spelling | 2012-02-25
    Septemer 2011 | spelling | 2011-09
    25.02.1012 | implausible | 2012-02-25
    25.02.2102 | implausible | 2002-02-25
    2102-02-25 | implausible | 2002-02-25
    1390/12/06 | implausible | 2012-02-25
    1390-12-06 | implausible | 2012-02-25
    ۱۳۹۰/۱۲/۰۶ | implausible | 2012-02-25
    02/25/2012 | ambiguous | 2012-02-25
    02/03/2012 | ambiguous | 2012-03-02
    2-3-2012 | ambiguous | 2012-03-02
    before 02/03/2012 | ambiguous | [..2012-03-01]
    about 02/03/2012 | ambiguous | 2012-03-02~
    between 02/03/2012 and 05/03/2012 | ambiguous | [2012-03-02..2012-03-05]
    before Sunday 25 February 2012 | weekday | [..2012-02-24]
    1932–33 | ambiguous | 1932/1933
    1932-33 | ambiguous | 1932/1933
    1937–38 | ambiguous | 1937/1938
    2021–22 | ambiguous | 2021/2022
    2021—22 | ambiguous | 2021/2022
    2021-22 | ambiguous | 2021/2022
    in 2021–22 | ambiguous | 2021/2022
    2008–12 | ambiguous | 2008/2012
    2010–11 гг. | ambiguous | 2010/2011
    2011–12 | ambiguous | 2011/2012
    the 1900s | ambiguous | 190X
    1800-е годы | ambiguous | 180X
    early 1800s | ambiguous | [1800..1803]
    before the 1900s | ambiguous | [..1899-12-31]
    after winter 2012 | ambiguous | [2012-03-01..]
    before winter 2012 | ambiguous | [..2011-11-30]
    2011/12 | ambiguous | 2011/2012
    Easter 25 February 2012 | leftover | 2012-02-25
    as of 25 February 2012 | leftover | 2012-02-25
    two days after 25 February 2012 | relative | 2012-02-27
    the day before 25 February 2012 | relative | 2012-02-24
    on the eve of 16 December 2011 | relative | 2011-12-15
    a week before 25 February 2012 | relative | 2012-02-18~
    через три дня после 25 февраля 2012 | relative | 2012-02-28
    за неделю до 25 февраля 2012 | relative | 2012-02-18~
    на следующий день после 25 февраля 2012 г. | relative | 2012-02-26
    накануне 16 декабря 2011 | relative | 2011-12-15
    the second week of March | year | [2011-03-06..2011-03-20]
    25/2 | year | 2012-02-25
    05042012 | ambiguous | 2012-04-05
    02252012 | ambiguous | 2012-02-25
    Ramadan 2012 | ambiguous | [2012-07-19..2012-08-19]
    Farvardin 2012 | ambiguous | [2012-03-20..2012-04-19]
    last year | relative | 2011
    a year ago | relative | 2011~
    2 года назад | relative | 2010~
";

/// Typed, and what is missing, where nothing is known beside it.
const REFUSED: &str = "
    soon | date-not-a-date
    Nauryz | date-not-a-date
    around Nauryz | date-unknown-word
    по состоянию на 25 февраля 2012 | date-unknown-word
    25 February | date-no-year
    25.02 | date-no-year
    в марте | date-no-year
    yesterday | date-no-anchor
    вчера | date-no-anchor
    last Tuesday | date-no-anchor
    unknown | date-not-a-date
    30 February 2012 | date-no-such-day
    31.04.2012 | date-no-such-day
    24-1 Feb 2012 | date-end-before-start
    10:30 | date-time-alone
    about 10:30 on 25 February 2012 | date-time-alone
    before 10:30 on 25 February 2012 | date-time-alone
    from 10:30 on 25 to 26 February 2012 | date-time-alone
    25 February 2012 10:30 UTC | date-unsupported
    2012-02-25T10:30:00Z | date-unsupported
    25 February 2012 25:30 | date-not-a-date
    from early to late March 2012 | date-not-a-date
    25 February 2012, 15:30 in the morning | date-not-a-date
    2012 жылғы 25 ақпанға | date-not-a-date
    ақпаннан 2012 | date-not-a-date
    after 25 February 2012 inclusive | date-not-a-date
    25 February – 8 Esfand 1390 | date-not-a-date
    2010– | date-not-a-date
    25.02.2012 - | date-not-a-date
    2045–24 | date-not-a-date
    winter 1390 | date-other-calendar
    about 1390 | date-other-calendar
    the 1390s | date-other-calendar
    fifth Monday of March 2012 | date-no-such-day
    5th century BC | date-unknown-word
    as early as February 2012 | date-unknown-word
    until at least 25 February 2012 | date-unknown-word
    پیش از ۶ اسفند ۱۳۹۰ | date-unknown-word
    حدود ۶ اسفند ۱۳۹۰ | date-unknown-word
    25 (по другим данным 26) февраля 2012 | date-unknown-word
    protest of 25 February 2012 | date-unknown-word
    the week after 25 February 2012 | date-unknown-word
    weekend of 25 February 2012 | date-unknown-word
    three hours before 25 February 2012 | date-unknown-word
    week 8 of 2012 | date-unknown-word
    sixth week of March 2012 | date-no-such-day
";

fn reported() -> Typing {
    Typing { takes: Takes::Moment, anchor: Some(Anchor { day: day("2012-03-01"), is_exact: true, of_report: true }) }
}

#[test]
fn varied_typings_are_understood_and_none_wrongly() {
    let mut wrong = Vec::new();
    let understood = rows(UNDERSTOOD);
    for [typed, text] in &understood {
        let found = read_typed(typed, &Typing::default());
        let found = found.map_or_else(|error| format!("{error:?}"), |reading| reading.date.text().to_owned());
        if found != *text {
            wrong.push(format!("{typed}: {found}, not {text}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), understood.len(), wrong.join("\n"));
    assert!(understood.len() >= 230, "{}", understood.len());
}

#[test]
fn what_is_not_wholly_understood_is_asked_with_what_may_be_meant() {
    let mut wrong = Vec::new();
    for [typed, why, date] in rows(ASKED) {
        let found = match read_typed(typed, &reported()) {
            Err(DateError::Ask(ask)) => {
                let key = DateError::Ask(ask.clone()).key().to_owned();
                (key, ask.dates.first().map_or("-".to_owned(), |date| date.text().to_owned()))
            }
            other => (format!("{other:?}"), String::new()),
        };
        if found != (format!("date-ask-{why}"), date.to_owned()) {
            wrong.push(format!("{typed}: {found:?}, not {why} {date}"));
        }
        // What is offered is read as it is offered, without asking back.
        if let Err(error @ DateError::Ask(_)) = read_typed(typed, &reported()) {
            for lang in Lang::ALL {
                let said = locale::say(lang, &error.message(typed));
                assert!(!said.starts_with("date-") && !said.contains('{'), "{said}");
            }
            let DateError::Ask(ask) = error else { unreachable!() };
            for date in ask.dates {
                assert_eq!(parse_typed(&date.typed()), Ok(date));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_refusal_says_what_is_missing_in_both_languages() {
    let mut wrong = Vec::new();
    for [typed, key] in rows(REFUSED) {
        match parse_typed(typed) {
            Err(error) if error.key() == key => {
                let said = Lang::ALL.map(|lang| locale::say(lang, &error.message(typed)));
                assert!(said[0] != said[1] && said.iter().all(|said| !said.starts_with("date-")), "{said:?}");
            }
            other => wrong.push(format!("{typed}: {other:?}, not {key}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_period_goes_on_where_a_moment_lies_beyond() {
    for [typed, period] in rows(
        "
        since 2010 | 2010/..
        from 25 Feb 2012 | 2012-02-25/..
        с 2010 года | 2010/..
        until Feb 2012 | ../2012-02
        since early 2012 | 2012/..
        2012 жылғы 25 ақпаннан бастап | 2012-02-25/..
        Feb 2012 – present | 2012-02/..
        from 2010 to 2012 | 2010/2012
        between 2010 and 2012 | [2010..2012]
        before 2012 | [..2011-12-31]
        25 February 2012 | 2012-02-25
        ",
    ) {
        let period_field = Typing { takes: Takes::Period, anchor: None };
        let found = read_typed(typed, &period_field).map(|reading| reading.date.text().to_owned());
        assert_eq!(found.as_deref(), Ok(period), "{typed}");
    }
}

#[test]
fn words_that_say_more_than_the_date_are_to_be_kept() {
    for (typed, kept) in [
        ("25 February 2012", false),
        ("Saturday 25 February 2012", false),
        ("25 February 2012, 10:30", false),
        ("early March 2012", true),
        ("night of 24 to 25 February 2012", true),
        ("утром 25 февраля 2012", true),
        ("утром 25 февраля 2012 в 8:30", false),
        ("в первой половине дня 25 февраля 2012", true),
        ("mid-February to early March 2012", true),
        ("6 Esfand 1390", true),
        ("3 Rajab 1433", true),
    ] {
        assert_eq!(read_typed(typed, &Typing::default()).map(|reading| reading.keeps_words), Ok(kept), "{typed}");
    }
}

#[test]
fn what_is_offered_says_what_was_typed_and_is_read_without_asking() {
    for text in
        ["2021-22", "2022-23", "2023-24", "1932-33", "1932-35", "1937-38", "1939-40", "2011-12", "2012-33", "2012-22"]
    {
        let date: Edtf = text.parse().unwrap();
        assert_eq!(parse_typed(&date.typed()), Ok(date), "{text}");
    }
}
