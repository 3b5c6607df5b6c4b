//! Where the letters of a page stand, and what lines and words that makes.

use std::collections::BTreeMap;

use lopdf::Object;

use super::{font::Font, number};

/// A gap of this share of the letters' size stands for a space.
const SPACE: f32 = 0.2;

/// Letters this much higher or lower stand on another line.
const LINE: f32 = 0.5;

/// A step down of more than this begins a paragraph.
const PARAGRAPH: f32 = 1.8;

/// Deeper nested states of drawing are not kept.
const MAX_DEPTH: usize = 64;

/// The six numbers of a transformation (ISO 32000-1 §8.3.3).
#[derive(Debug, Clone, Copy)]
struct Matrix([f32; 6]);

impl Matrix {
    const SAME: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn read(operands: &[Object]) -> Self {
        Self(std::array::from_fn(|at| number(operands.get(at))))
    }

    fn shift(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This one first, then the other.
    fn then(self, other: Self) -> Self {
        let (one, two) = (self.0, other.0);
        let cell = |row: usize, column: usize| {
            let shift = if row == 4 { two[4 + column] } else { 0.0 };
            one[row] * two[column] + one[row + 1] * two[column + 2] + shift
        };
        Self([cell(0, 0), cell(0, 1), cell(2, 0), cell(2, 1), cell(4, 0), cell(4, 1)])
    }

    fn height(self) -> f32 {
        self.0[2].hypot(self.0[3])
    }
}

/// A line of a page.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub text: String,
    /// How high its first letters are.
    pub size: f32,
    /// Whether it stands apart from the line above.
    pub begins_paragraph: bool,
}

/// The lines of a page in the making.
pub(super) struct Layout<'a> {
    pub lines: Vec<Line>,
    fonts: &'a BTreeMap<Vec<u8>, Font<'a>>,
    font: Option<&'a Font<'a>>,
    size: f32,
    leading: f32,
    page: Matrix,
    kept: Vec<Matrix>,
    line: Matrix,
    here: Matrix,
    /// Where the last letters ended on the page, across and up.
    end: Option<(f32, f32)>,
}

impl<'a> Layout<'a> {
    pub fn new(fonts: &'a BTreeMap<Vec<u8>, Font<'a>>) -> Self {
        Self {
            lines: Vec::new(),
            fonts,
            font: None,
            size: 1.0,
            leading: 0.0,
            page: Matrix::SAME,
            kept: Vec::new(),
            line: Matrix::SAME,
            here: Matrix::SAME,
            end: None,
        }
    }

    /// Takes one operation of the page's content (ISO 32000-1, annex A).
    pub fn take(&mut self, operator: &str, operands: &[Object]) {
        let (first, second) = (operands.first(), operands.get(1));
        match operator {
            "q" if self.kept.len() < MAX_DEPTH => self.kept.push(self.page),
            "Q" => self.page = self.kept.pop().unwrap_or(self.page),
            "cm" => self.page = Matrix::read(operands).then(self.page),
            "BT" => self.move_to(Matrix::SAME),
            "Tm" => self.move_to(Matrix::read(operands)),
            "Td" => self.move_by(number(first), number(second)),
            "TD" => {
                self.leading = -number(second);
                self.move_by(number(first), number(second));
            }
            "TL" => self.leading = number(first),
            "T*" => self.move_by(0.0, -self.leading),
            "Tf" => {
                let name = first.and_then(|name| name.as_name().ok());
                self.font = name.and_then(|name| self.fonts.get(name));
                self.size = number(second);
            }
            "Tj" => self.show(first),
            "'" => {
                self.move_by(0.0, -self.leading);
                self.show(first);
            }
            "\"" => {
                self.move_by(0.0, -self.leading);
                self.show(operands.get(2));
            }
            "TJ" => {
                for piece in first.and_then(|all| all.as_array().ok()).into_iter().flatten() {
                    if piece.as_str().is_ok() {
                        self.show(Some(piece));
                    } else {
                        self.advance(-number(Some(piece)) / 1000.0 * self.size);
                    }
                }
            }
            _ => {}
        }
    }

    fn move_to(&mut self, matrix: Matrix) {
        self.line = matrix;
        self.here = matrix;
    }

    fn move_by(&mut self, x: f32, y: f32) {
        self.move_to(Matrix::shift(x, y).then(self.line));
    }

    fn advance(&mut self, by: f32) {
        self.here = Matrix::shift(by, 0.0).then(self.here);
    }

    fn show(&mut self, shown: Option<&Object>) {
        let Some(bytes) = shown.and_then(|shown| shown.as_str().ok()) else { return };
        let Some(font) = self.font else { return };
        self.part_from_before();
        if let Some(line) = self.lines.last_mut() {
            line.text.push_str(&font.letters(bytes));
        }
        self.advance(font.width(bytes) * self.size);
        let [.., x, y] = self.here.then(self.page).0;
        self.end = Some((x, y));
    }

    /// Puts a space, a line's end or a paragraph's end between what was shown before and what follows.
    fn part_from_before(&mut self) {
        let there = self.here.then(self.page);
        let size = (there.height() * self.size).abs().max(0.01);
        let [.., x, y] = there.0;
        let (across, down) = self.end.map_or((0.0, f32::MAX), |(end_x, end_y)| {
            ((x - end_x) / size, (y - end_y).abs() / size)
        });
        match self.lines.last_mut() {
            Some(line) if down <= LINE => {
                if across.abs() > SPACE && !line.text.ends_with(char::is_whitespace) {
                    line.text.push(' ');
                }
            }
            _ => {
                let begins_paragraph = down > PARAGRAPH;
                self.lines.push(Line { text: String::new(), size, begins_paragraph });
            }
        }
    }
}
