//! The words that name who or what is counted, in English and Russian. A word that is not listed is none: no ending and no
//! capital makes it a person.

/// What happened to those who are counted: before the number ("killed 17 people") or behind it.
const DEEDS: &str = "killed wounded injured arrested detained hurt missing disappeared displaced hospitalized hospitalised \
    jailed imprisoned tortured beaten convicted sentenced released dead deported expelled executed abducted \
    kidnapped evacuated interrogated questioned acquitted pardoned freed remanded shot погибли погибло погиб погибла \
    пострадали пострадало пострадал умерли умерло пропали пропало задержали арестовали убили ранили осудили было были";
const DEEDS_RU: &str = "задержан арестован убит ранен осужден госпитализирован избит похищен освобожден оштрафован депортирован \
    казнен приговорен допрошен помилован эвакуирован этапирован оправдан выслан";

/// Words of English that change with no number, and such as only stand beside a noun.
const WORDS: &str = "people men women children wives police troops clergy crew youth deaths death fatalities casualties injuries \
    arrests detentions cases policemen policewomen gunmen fishermen businessmen cameramen spokesmen witnesses deputies babies \
    secretaries passersby passers-by child were was are is been have had of them charged fined died \
    unarmed armed peaceful young elderly local foreign political civilian opposition human rights striking unnamed riot strong \
    crowd fellow male female pregnant former security prison masked uniformed government trade union asylum aid religious ethnic \
    oil gas homeless disabled innocent chinese roma rohingya burmese";
/// Nouns of English that take an "s".
const NOUNS: &str = "person protester protestor demonstrator worker activist journalist reporter correspondent editor photographer \
    blogger writer poet artist musician student pupil teacher professor lecturer academic scholar lawyer prosecutor judge juror \
    doctor nurse medic paramedic firefighter rescuer engineer prisoner detainee inmate convict suspect defendant victim civilian \
    soldier officer guard official resident citizen villager farmer peasant herder miner striker supporter member leader follower \
    believer worshipper refugee migrant seeker relative husband son daughter brother sister mother father parent boy girl infant \
    minor juvenile adult teenager teen adolescent man woman elder pensioner bystander onlooker participant attendee marcher \
    picketer rioter looter militant fighter insurgent rebel terrorist attacker assailant hostage captive deportee returnee survivor \
    patient passenger driver employee staffer colleague friend fan monk nun imam priest cleric pastor politician lawmaker senator \
    minister candidate voter observer monitor volunteer dissident critic opponent campaigner defender advocate defector deserter \
    conscript recruit veteran trader merchant vendor shopkeeper entrepreneur owner tenant neighbor neighbour guest visitor tourist \
    foreigner orphan widow mourner pilgrim unionist delegate representative agent informer sailor pilot contractor servant cleaner \
    labourer laborer builder organizer organiser cadet commander settler separatist nationalist islamist youth name soldier \
    muslim christian jew kurd tatar uighur uyghur russian ukrainian kazakh kazakhstani uzbek kyrgyz tajik turkmen belarusian \
    georgian armenian azerbaijani turk turkish iranian afghan syrian iraqi tibetan catholic protestant baptist hindu buddhist";

/// Forms of Russian that are listed whole.
const WORDS_RU: &str = "люди людей людям людьми лица лиц лицо дети детей детям ребенок ребенка детьми смертей жертв жертвы дел случаев \
    арестов задержаний гражданин гражданина граждане граждан гражданам мусульман мусульмане крестьян крестьяне россиян сельчан \
    горожан прихожан матери матерей дочери дочерей сыновей сыновья братьев братья друзей друзья подросток полиции";
/// Beginnings of Russian nouns, and what they end with.
const NOUNS_RU: &str = "студент активист журналист демонстрант участник сторонник жител оппозиционер правозащитник нефтяник горняк \
    шахтер учител врач адвокат юрист солдат офицер депутат чиновник сотрудник работник подростк школьник ученик беженц мигрант \
    переселенц боевик террорист заложник пассажир водител пенсионер забастовщик пикетчик манифестант погромщик фигурант свидетел \
    родственник родител вдов сестр отц коллег член лидер делегат представител наблюдател волонтер спасател медик блогер редактор \
    корреспондент фотограф писател поэт инженер строител предпринимател бизнесмен фермер иностранц казах узбек киргиз кыргыз уйгур \
    таджик туркмен украинц казахстанц афганц инвалид узник арестант организатор женщин мужчин девушк девочк мальчик юнош парн \
    старик муж жен";
const ENDINGS: &str = "а у ом е ы и ов ев ей ам ами ах я ю ем ь ям ями ях";
/// Beginnings of adjectives and participles that stand for people or beside them, by the endings that they take.
const HARD: &str = "задержанн арестованн осужденн заключенн политзаключенн раненн избит убит госпитализированн этапированн \
    эвакуированн казненн освобожденн депортированн похищенн безоружн вооруженн мирн местн взросл пожил молод иностранн больн \
    неизвестн обвиняем подозреваем";
const HARD_ENDINGS: &str = "ый ого ому ым ом ые ых ыми ая ой ую";
const SOFT: &str = "погибш пострадавш пропавш умерш верующ протестующ митингующ бастующ служащ военнослужащ рабоч полицейск русск \
    политическ казахстанск несовершеннолетн прохож";
const SOFT_ENDINGS: &str = "ий его ого ему ому им ем ом ие их ими ая ей ой ую юю яя";
/// «Раненых», «военных»: these take the endings of adjectives, and «ранений» is no person.
const WOUNDED: &str = "ранен военн";

/// Whether a word says what happened to those who are counted.
pub(super) fn is_deed(word: &str) -> bool {
    holds(DEEDS, word) || ["", "а", "о", "ы"].iter().any(|ending| is_form(word, DEEDS_RU, ending))
}

/// Whether a word only names what is counted.
pub(super) fn is_noun(word: &str) -> bool {
    let takes = |stems, endings: &str| endings.split(' ').any(|ending| is_form(word, stems, ending));
    holds(WORDS, word)
        || is_form(word, NOUNS, "")
        || is_form(word, NOUNS, "s")
        || holds(WORDS_RU, word)
        || is_form(word, NOUNS_RU, "")
        || takes(NOUNS_RU, ENDINGS)
        || takes(HARD, HARD_ENDINGS)
        || takes(SOFT, SOFT_ENDINGS)
        || takes(WOUNDED, HARD_ENDINGS)
}

/// Whether a word is one of the stems with an ending.
fn is_form(word: &str, stems: &str, ending: &str) -> bool {
    word.strip_suffix(ending).is_some_and(|stem| holds(stems, stem))
}

fn holds(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::{is_deed, is_noun};

    #[test]
    fn people_are_known_in_all_their_forms_and_things_are_none() {
        for word in [
            "protesters",
            "person",
            "detainees",
            "women",
            "студентов",
            "задержанных",
            "рабочий",
            "жители",
            "полицейских",
            "раненых",
            "активиста",
            "погибших",
            "kazakh",
        ] {
            assert!(is_noun(word), "{word}");
        }
        for word in [
            "rupees",
            "centimeters",
            "newspapers",
            "tractors",
            "helicopters",
            "committees",
            "restaurants",
            "knives",
            "больниц",
            "улицы",
            "грузовиков",
            "отеля",
            "памятников",
            "инцидентов",
            "ранений",
            "percent",
            "days",
            "families",
            "houses",
        ] {
            assert!(!is_noun(word) && !is_deed(word), "{word}");
        }
        assert!(is_deed("задержано") && is_deed("killed") && is_deed("погибли"));
    }
}
