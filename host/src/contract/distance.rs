//! How far two positions are apart.

use super::types::Position;

/// Mean radius of the Earth in metres (IUGG).
const RADIUS: f64 = 6_371_008.8;
/// Units of a position in one degree.
const DEGREE: f64 = 1e7;

impl Position {
    /// Whether there is such a place.
    pub fn is_valid(self) -> bool {
        (-900_000_000..=900_000_000).contains(&self.lat)
            && (-1_800_000_000..=1_800_000_000).contains(&self.lon)
    }

    /// Millimetres to another place on a sphere of the Earth's mean radius (haversine formula);
    /// the ellipsoid differs by 0.6 % at most. Whole millimetres, so that what is equally far is
    /// told apart by something else and not by a last digit.
    pub fn millimetres_to(self, other: Self) -> u64 {
        let angle = |units: i32| (f64::from(units) / DEGREE).to_radians();
        let half_sine = |from: i32, to: i32| {
            (((f64::from(to) - f64::from(from)) / DEGREE).to_radians() / 2.0).sin()
        };
        let (north, east) = (half_sine(self.lat, other.lat), half_sine(self.lon, other.lon));
        let h = north * north + angle(self.lat).cos() * angle(other.lat).cos() * east * east;
        let metres = 2.0 * RADIUS * h.clamp(0.0, 1.0).sqrt().asin();
        (metres * 1_000.0).round() as u64
    }

    /// The units of latitude that this many metres are at most.
    pub fn latitude_of(metres: u32) -> i32 {
        let degrees = (f64::from(metres) / RADIUS).to_degrees();
        (degrees * DEGREE).ceil().min(1_800_000_000.0) as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position { lat: (lat * DEGREE).round() as i32, lon: (lon * DEGREE).round() as i32 }
    }

    #[test]
    fn known_distances_come_out() {
        // A degree of a great circle has 111.195 km.
        assert_eq!(at(0.0, 0.0).millimetres_to(at(0.0, 1.0)) / 1_000, 111_195);
        assert_eq!(at(48.0, 2.0).millimetres_to(at(49.0, 2.0)) / 1_000, 111_195);
        // Notre-Dame de Paris to the basilica of Fourvière: 390.9 km.
        let far = at(48.852_97, 2.349_9).millimetres_to(at(45.762_3, 4.822_6)) / 1_000_000;
        assert!((390..=393).contains(&far), "{far}");
        // Over the line where the days change, and to the other side of the Earth.
        assert_eq!(at(0.0, 179.5).millimetres_to(at(0.0, -179.5)) / 1_000, 111_195);
        assert_eq!(at(0.0, 0.0).millimetres_to(at(0.0, 180.0)) / 1_000_000, 20_015);
    }

    proptest! {
        #[test]
        fn it_is_the_same_both_ways_and_within_the_latitudes(
            a in -900_000_000..=900_000_000i32, b in -1_800_000_000..=1_800_000_000i32,
            c in -900_000_000..=900_000_000i32, d in -1_800_000_000..=1_800_000_000i32,
        ) {
            let (one, other) = (Position { lat: a, lon: b }, Position { lat: c, lon: d });
            let far = one.millimetres_to(other);
            prop_assert_eq!(far, other.millimetres_to(one));
            prop_assert_eq!(one.millimetres_to(one), 0);
            // Whatever is within some metres lies within their latitudes.
            let metres = u32::try_from(far.div_ceil(1_000)).unwrap();
            prop_assert!(a.abs_diff(c) <= Position::latitude_of(metres + 1) as u32);
        }

        #[test]
        fn no_numbers_make_it_panic(a: i32, b: i32, c: i32, d: i32) {
            Position { lat: a, lon: b }.millimetres_to(Position { lat: c, lon: d });
        }
    }
}
