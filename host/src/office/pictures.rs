//! Pictures without what a camera wrote into them: place, time, device, previews. Only how the
//! picture is turned and its colours stay, so that it looks the same. Nothing is unpacked here, and
//! what would take too much of whoever unpacks it to look at it is refused.

use img_parts::Bytes;
use img_parts::jpeg::{Jpeg, JpegSegment};
use img_parts::png::Png;

use super::FileFault;
use crate::limits::http::PIXELS;

/// The picture without metadata, if it is one of its type and of a size that can be looked at.
pub(super) fn stripped(media_type: &str, bytes: Vec<u8>) -> Result<Vec<u8>, FileFault> {
    let picture = match media_type {
        "image/jpeg" => jpeg(bytes.into()),
        "image/png" => png(bytes.into()),
        _ => None,
    };
    let Picture { plain, pixels } = picture.ok_or(FileFault::Broken)?;
    if pixels > PIXELS { Err(FileFault::Vast) } else { Ok(plain) }
}

struct Picture {
    plain: Vec<u8>,
    /// Of its largest frame, as it says itself.
    pixels: u64,
}

/// Segments for application data, and comments.
const APP1: u8 = 0xe1;
/// Of these JFIF, the colour profile and Adobe's transform say how to show the picture.
const SHOWN: [u8; 3] = [0xe0, 0xe2, 0xee];
const COMMENT: u8 = 0xfe;

fn jpeg(bytes: Bytes) -> Option<Picture> {
    let mut jpeg = Jpeg::from_bytes(bytes).ok()?;
    let exif = jpeg.segments().iter().filter(|segment| segment.marker() == APP1);
    let turned = exif.filter_map(|segment| orientation(segment.contents())).next();
    jpeg.segments_mut().retain(|segment| {
        let marker = segment.marker();
        let is_data = (0xe0..=0xef).contains(&marker) || marker == COMMENT;
        let is_profile = marker != 0xe2 || segment.contents().starts_with(b"ICC_PROFILE\0");
        !is_data || (SHOWN.contains(&marker) && is_profile)
    });
    if let Some(turned) = turned.filter(|turned| (2..=8).contains(turned)) {
        // After JFIF, which must come first where it is there.
        let first = jpeg.segments().first().map(JpegSegment::marker);
        let place = usize::from(first == Some(0xe0));
        let segment = JpegSegment::new_with_contents(APP1, exif_of(turned).into());
        jpeg.segments_mut().insert(place, segment);
    }
    let mut plain = jpeg.encoder().bytes().to_vec();
    let (end, pixels) = end(&plain)?;
    plain.truncate(end);
    Some(Picture { plain, pixels })
}

/// Where a JPEG ends (ITU-T T.81, annex B), and its pixels: a telephone may add a second picture
/// after it, with all of its own metadata. Nothing where it has no end, or says something about
/// itself between its scans, where nothing is looked for.
fn end(bytes: &[u8]) -> Option<(usize, u64)> {
    let (mut at, mut scanned, mut pixels) = (2, false, 0);
    let two = |at: usize| Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    loop {
        let marker = loop {
            match (bytes.get(at)?, bytes.get(at + 1)?) {
                // Stuffed bytes and restarts belong to the scan; a marker may be filled up.
                (0xff, 0x00 | 0xd0..=0xd7) => at += 2,
                (0xff, 0xff) => at += 1,
                (0xff, marker) => break *marker,
                _ if scanned => at += 1,
                _ => return None,
            }
        };
        match marker {
            0xd9 => return Some((at + 2, pixels)),
            0xe0..=0xef | COMMENT if scanned => return None,
            _ => {
                // The header of a frame. Where it does not say its height, its scan does.
                if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    let height = Some(two(at + 5)?).filter(|height| *height > 0);
                    let height = u64::from(height.unwrap_or(u16::MAX));
                    pixels = pixels.max(u64::from(two(at + 7)?) * height);
                }
                at += 2 + usize::from(two(at + 2)?);
                scanned |= marker == 0xda;
            }
        }
    }
}

/// The orientation of an Exif segment (CIPA DC-008: tag 0x0112 of the first directory).
fn orientation(segment: &[u8]) -> Option<u16> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let four = |at: usize| {
        let bytes = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = usize::try_from(four(4)?).ok()?;
    let entries = usize::from(two(directory)?);
    let entry = |index: usize| directory.checked_add(2 + index * 12);
    let found = (0..entries).filter_map(entry).find(|at| two(*at) == Some(0x0112))?;
    two(found.checked_add(8)?)
}

/// An Exif segment that says nothing but the orientation.
fn exif_of(turned: u16) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    exif.extend_from_slice(&turned.to_be_bytes());
    exif.extend_from_slice(&[0; 6]);
    exif
}

/// The chunks by which a PNG is shown (PNG, third edition, 4.7 and 11.3).
const CHUNKS: [&[u8; 4]; 11] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"pHYs",
];

fn png(bytes: Bytes) -> Option<Picture> {
    let mut png = Png::from_bytes(bytes).ok()?;
    png.chunks_mut().retain(|chunk| CHUNKS.contains(&&chunk.kind()));
    let side = |header: &[u8], at: usize| {
        Some(u64::from(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?)))
    };
    let header = png.chunks().first().filter(|chunk| chunk.kind() == *b"IHDR")?.contents();
    let pixels = side(header, 0)?.saturating_mul(side(header, 4)?);
    Some(Picture { plain: png.encoder().bytes().to_vec(), pixels })
}

#[cfg(test)]
mod tests {
    use img_parts::png::PngChunk;

    use super::*;

    /// The smallest JPEG that the library reads, with what a camera adds.
    fn photo(turned: u16) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8];
        let mut segment = |marker: u8, contents: &[u8]| {
            bytes.extend_from_slice(&[0xff, marker]);
            bytes.extend_from_slice(&(contents.len() as u16 + 2).to_be_bytes());
            bytes.extend_from_slice(contents);
        };
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
        segment(APP1, &[exif_of(turned).as_slice(), b"GPS 48.85 Camera of Zoe"].concat());
        segment(APP1, b"http://ns.adobe.com/xap/1.0/\0Zoe");
        segment(0xe2, b"ICC_PROFILE\0\x01\x01colours");
        segment(COMMENT, b"at Zoe's");
        segment(0xda, b"\x01\x01\0\0\x3f\0");
        bytes.extend_from_slice(b"picture\xff\xd9");
        bytes
    }

    #[test]
    fn a_photo_loses_place_and_owner_and_keeps_how_it_looks() {
        let plain = stripped("image/jpeg", photo(6)).unwrap();
        let has = |part: &[u8]| plain.windows(part.len()).any(|window| window == part);
        assert!(!has(b"GPS") && !has(b"Zoe") && !has(b"adobe"));
        assert!(has(b"ICC_PROFILE") && has(b"picture") && has(b"JFIF"));
        let jpeg = Jpeg::from_bytes(plain.clone().into()).unwrap();
        let exif = jpeg.segment_by_marker(APP1).unwrap();
        assert_eq!(orientation(exif.contents()), Some(6), "it is not shown lying on its side");
        assert_eq!(stripped("image/jpeg", plain.clone()), Ok(plain), "twice is once");
        let upright = stripped("image/jpeg", photo(1)).unwrap();
        assert!(!upright.windows(4).any(|window| window == b"Exif"));
    }

    #[test]
    fn a_second_picture_after_the_first_goes() {
        let plain = stripped("image/jpeg", photo(6)).unwrap();
        let two = [photo(6), photo(3)].concat();
        assert_eq!(stripped("image/jpeg", two), Ok(plain));
        let mut endless = photo(6);
        endless.truncate(endless.len() - 2);
        assert_eq!(stripped("image/jpeg", endless), Err(FileFault::Broken));
    }

    #[test]
    fn a_png_loses_its_texts() {
        let chunk = |kind: &[u8; 4], data: &'static [u8]| {
            PngChunk::new(*kind, Bytes::from_static(data)).encoder().bytes().to_vec()
        };
        let png = [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &[0; 13]),
            chunk(b"tEXt", b"Author\0Zoe"),
            chunk(b"eXIf", b"MM"),
            chunk(b"IDAT", b"picture"),
            chunk(b"IEND", b""),
        ];
        let plain = stripped("image/png", png.concat()).unwrap();
        let has = |part: &[u8]| plain.windows(part.len()).any(|window| window == part);
        assert!(has(b"picture") && has(b"IEND") && !has(b"Zoe") && !has(b"eXIf"));
    }

    #[test]
    fn a_picture_has_no_more_pixels_than_somebody_can_look_at() {
        let png = |width: u32, height: u32| {
            let header =
                [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
            let chunk =
                |kind, data: Vec<u8>| PngChunk::new(kind, data.into()).encoder().bytes().to_vec();
            let chunks = [chunk(*b"IHDR", header), chunk(*b"IEND", vec![])].concat();
            stripped("image/png", [&b"\x89PNG\r\n\x1a\n"[..], &chunks].concat())
        };
        assert!(png(10_000, 10_000).is_ok());
        assert_eq!(png(10_000, 10_001), Err(FileFault::Vast));
        assert_eq!(png(u32::MAX, u32::MAX), Err(FileFault::Vast));
        let jpeg = |frame: &[u8]| {
            let mut bytes = photo(1);
            bytes.splice(2..2, frame.iter().copied());
            stripped("image/jpeg", bytes)
        };
        let frame = |marker, height: u16, width: u16| {
            let sides = [height.to_be_bytes(), width.to_be_bytes()].concat();
            [&[0xff, marker, 0, 11, 8][..], &sides, &[1, 1, 0x11, 0]].concat()
        };
        assert!(jpeg(&frame(0xc0, 10_000, 10_000)).is_ok());
        for marker in [0xc0, 0xc2] {
            assert_eq!(jpeg(&frame(marker, u16::MAX, u16::MAX)), Err(FileFault::Vast));
        }
        assert_eq!(jpeg(&frame(0xc0, 0, 2_000)), Err(FileFault::Vast), "its height comes later");
        assert!(jpeg(&frame(0xc4, u16::MAX, u16::MAX)).is_ok(), "that is no frame");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), turned: u16, cut in 0_usize..200) {
            for start in [&[][..], &[0xff, 0xd8, 0xff, 0xe1], b"\x89PNG\r\n\x1a\n"] {
                let bytes = [start, &bytes].concat();
                let _ = stripped("image/jpeg", bytes.clone());
                let _ = stripped("image/png", bytes);
            }
            let mut photo = photo(turned);
            photo.truncate(photo.len().saturating_sub(cut));
            let _ = stripped("image/jpeg", photo);
            let _ = orientation(&[b"Exif\0\0MM", bytes.as_slice()].concat());
            let _ = orientation(&[b"Exif\0\0II", bytes.as_slice()].concat());
        }
    }
}
