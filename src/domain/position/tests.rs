//! Pastings of one place, whoever wrote them, and what is asked about.

use super::{Axis, Coordinates, read};

/// Tenths of a millionth of a degree, north and east.
fn both(text: &str) -> Option<(i64, i64)> {
    let scaled = |degrees: f64| format!("{:.0}", degrees * 1e6).parse().unwrap_or(0);
    let on = |axis| match read(axis, text) {
        Ok(Coordinates::Both(position)) => Some((scaled(position.latitude), scaled(position.longitude))),
        _ => None,
    };
    let (one, other) = (on(Axis::Latitude), on(Axis::Longitude));
    assert_eq!(one, other, "a pair is the same in either field: {text}");
    one
}

fn why(axis: Axis, text: &str) -> &'static str {
    read(axis, text).map_or_else(|say| say.key, |_| "")
}

#[test]
fn a_pair_is_read_however_it_is_written() {
    for text in [
        "43.25, 76.9",
        "43.25 76.9",
        "43.25,76.9",
        "43,25 76,9",
        "43,25; 76,9",
        "43,25, 76,9",
        "43,25,76,9",
        "(43.25, 76.9)",
        "43.25/76.9",
        "43.25\n76.9",
        "+43.25, +76.9",
        "43.25° N, 76.9° E",
        "43.25N 76.9E",
        "N43.25 E76.9",
        "E 76.9, N 43.25",
        "76.9 E 43.25 N",
        "43.25 N, 76.9",
        "43°15′N 76°54′E",
        "43° 15' 00\" N, 76° 54' 00\" E",
        "43º15’00” N 76º54’00” E",
        "43°15′0″ с. ш. 76°54′0″ в. д.",
        "43°15' с.ш., 76°54' в.д.",
        "43 градуса 15 минут северной широты, 76 градусов 54 минуты восточной долготы",
        "43,25° с. ш. и 76,9° в. д.",
        "43 15 N, 76 54 E",
        "43 15 00, 76 54 00",
        "43°15′, 76°54′",
        "43°15′ 76°54′",
        "43 degrees 15 minutes north, 76 degrees 54 minutes east",
        "Latitude: 43.25, Longitude: 76.9",
        "lat=43.25 lon=76.9",
        "широта 43,25 долгота 76,9",
        "geo:43.25,76.9",
        "４３．２５，　７６．９",
        "43°15''N 76°54''E".replace("''", "′").as_str(),
    ] {
        assert_eq!(both(text), Some((43_250_000, 76_900_000)), "{text}");
    }
    for text in ["\u{2212}33.45, \u{2212}70.66", "-33.45 -70.66", "33.45 S, 70.66 W", "33,45 ю.ш. 70,66 з.д."] {
        assert_eq!(both(text), Some((-33_450_000, -70_660_000)), "{text}");
    }
    assert_eq!(both("43, 76"), Some((43_000_000, 76_000_000)));
}

#[test]
fn one_is_the_one_of_its_field() {
    for (axis, text, degrees) in [
        (Axis::Latitude, "43.25", 43.25),
        (Axis::Latitude, "43,25", 43.25),
        (Axis::Latitude, "43", 43.0),
        (Axis::Latitude, "43° 15' 30\" N", 43.258_333_3),
        (Axis::Latitude, "43 15 30 с. ш.", 43.258_333_3),
        (Axis::Longitude, "\u{2212}76,9", -76.9),
        (Axis::Longitude, "76°54′ з. д.", -76.9),
        (Axis::Longitude, "180", 180.0),
    ] {
        assert_eq!(read(axis, text), Ok(Coordinates::One(degrees)), "{text}");
    }
}

#[test]
fn what_cannot_be_or_may_be_the_other_way_round_is_asked_about() {
    use Axis::{Latitude, Longitude};
    for (axis, text, key) in [
        (Latitude, "123.4, 43.2", super::SWAPPED),
        (Longitude, "123.4, 43.2", super::SWAPPED),
        (Latitude, "76.91, 43.25", super::ORDER),
        (Latitude, "[76.91, 43.25]", super::ORDER),
        (Longitude, "[43.25, 76.91]", super::ORDER),
        (Latitude, "91", "err-latitude-range"),
        (Longitude, "-181", "err-longitude-range"),
        (Latitude, "95.5 N, 76 E", "err-latitude-range"),
        (Latitude, "200, 300", "err-latitude-range"),
        (Latitude, "76.9 E", "err-other-coordinate"),
        (Longitude, "43 15 N", "err-other-coordinate"),
        (Latitude, "43°75′ N", "err-minutes"),
        (Latitude, "43 15", "err-not-coordinates"),
        (Latitude, "43.5° 15′", "err-not-coordinates"),
        (Latitude, "-43.2 S", "err-not-coordinates"),
        (Latitude, "43.2 N 43.3 N", "err-not-coordinates"),
        (Latitude, "43.2, 76.9, 800", "err-not-coordinates"),
        (Latitude, "43.2, 76.9 (about)", "err-not-coordinates"),
        (Latitude, "near Almaty", "err-not-coordinates"),
        (Latitude, "NaN", "err-not-coordinates"),
        (Latitude, "1e1", "err-not-coordinates"),
        (Latitude, "43.2 - 76.9", "err-not-coordinates"),
        (Latitude, "43.2 N, 76.9 N", "err-not-coordinates"),
    ] {
        assert_eq!(why(axis, text), key, "{text}");
    }
}

#[test]
fn a_pair_can_be_turned_and_points_are_apart() {
    let almaty = super::Position { latitude: 43.25, longitude: 76.91 };
    let astana = super::Position { latitude: 51.18, longitude: 71.45 };
    assert!((almaty.kilometres(astana) - 970.0).abs() < 15.0, "{}", almaty.kilometres(astana));
    assert_eq!(almaty.turned().and_then(super::Position::turned), Some(almaty));
    assert_eq!(super::Position { latitude: 43.25, longitude: 123.4 }.turned(), None);
}
