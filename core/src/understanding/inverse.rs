//! The inverse of a symmetric positive definite matrix, by Cholesky's factors.
//!
//! Decides nothing but the numbers. Own code: nalgebra would bring nine packages for these lines.
//!
//! # Source
//!
//! Golub and Van Loan, Matrix Computations, 4.2: `A = L·Lᵀ`, then `A⁻¹ = L⁻ᵀ·L⁻¹`.

use super::encoder::dot;

/// The inverse of `matrix`, `[width, width]`; [`None`] where it is not positive definite.
pub(super) fn inverse(matrix: &[f32], width: usize) -> Option<Vec<f32>> {
    let lower = factor(matrix, width)?;
    // Row `j` of the transposed inverse of L: what solves L·x = e(j). It begins at `j`, and all rows are products of runs in memory.
    let mut columns = vec![0.0; width * width];
    for j in 0..width {
        let column = &mut columns[j * width..(j + 1) * width];
        column[j] = 1.0 / lower[j * width + j];
        for i in j + 1..width {
            let known = dot(&lower[i * width + j..i * width + i], &column[j..i]);
            column[i] = -known / lower[i * width + i];
        }
    }
    let mut inverse = vec![0.0; width * width];
    for i in 0..width {
        for j in 0..=i {
            let product =
                dot(&columns[i * width + i..(i + 1) * width], &columns[j * width + i..(j + 1) * width]);
            inverse[i * width + j] = product;
            inverse[j * width + i] = product;
        }
    }
    Some(inverse)
}

/// L, row-major, nothing above its diagonal.
fn factor(matrix: &[f32], width: usize) -> Option<Vec<f32>> {
    let mut lower = vec![0.0; width * width];
    for i in 0..width {
        for j in 0..=i {
            let known = dot(&lower[i * width..i * width + j], &lower[j * width..j * width + j]);
            let left = matrix[i * width + j] - known;
            lower[i * width + j] = if i == j {
                if left.is_nan() || left <= 0.0 {
                    return None;
                }
                left.sqrt()
            } else {
                left / lower[j * width + j]
            };
        }
    }
    Some(lower)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_matrix_times_its_inverse_changes_nothing(width in 1_usize..24, seed in prop::collection::vec(-1.0_f32..1.0, 24 * 24)) {
            // SᵀS + 1 is positive definite for every S.
            let s = |i: usize, j: usize| seed[i * 24 + j];
            let entry = |i: usize, j: usize| (0..width).map(|k| s(k, i) * s(k, j)).sum::<f32>() + f32::from(i == j);
            let matrix: Vec<f32> = (0..width * width).map(|at| entry(at / width, at % width)).collect();
            let inverse = inverse(&matrix, width).expect("positive definite");
            for i in 0..width {
                for j in 0..width {
                    let product: f32 = (0..width).map(|k| matrix[i * width + k] * inverse[k * width + j]).sum();
                    prop_assert!((product - f32::from(i == j)).abs() < 1e-3, "{i} {j} {product}");
                }
            }
        }
    }

    #[test]
    fn what_has_no_inverse_has_none() {
        assert_eq!(inverse(&[1.0, 1.0, 1.0, 1.0], 2), None);
        assert_eq!(inverse(&[f32::NAN], 1), None);
    }
}
