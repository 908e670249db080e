//! Reads tensors of a weights file by name.
//!
//! Decides whether a tensor has the type and the size that are expected; what it means is its reader's matter.

use std::io::Cursor;

use candle_core::Device;
use candle_core::quantized::{GgmlDType, gguf_file};

use crate::error::{Error, ErrorKind};

const DOING: &str = "loading the model";

/// Reads tensors of a weights file by name.
pub(super) struct Tensors {
    content: gguf_file::Content,
    reader: Cursor<Vec<u8>>,
}

impl Tensors {
    /// Reads what a weights file holds.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self, Error> {
        let mut reader = Cursor::new(bytes);
        let content = gguf_file::Content::read(&mut reader).map_err(|e| Self::corrupt("header", e))?;
        Ok(Self { content, reader })
    }

    fn corrupt(name: &str, e: candle_core::Error) -> Error {
        Error::new(ErrorKind::Corrupt, DOING, format!("weight {name:?}: {e}"))
    }

    /// A tensor as f32, flat, of `len` numbers.
    pub(super) fn floats(&mut self, name: &str, len: usize) -> Result<Vec<f32>, Error> {
        let values = self.all_floats(name)?;
        if values.len() == len {
            return Ok(values);
        }
        let why = format!("weight {name:?} has {} numbers, {len} expected", values.len());
        Err(Error::new(ErrorKind::Corrupt, DOING, why))
    }

    /// A tensor as f32, flat, of whatever size it is.
    pub(super) fn all_floats(&mut self, name: &str) -> Result<Vec<f32>, Error> {
        let tensor =
            self.content.tensor(&mut self.reader, name, &Device::Cpu).map_err(|e| Self::corrupt(name, e))?;
        tensor
            .dequantize(&Device::Cpu)
            .and_then(|t| t.flatten_all()?.to_vec1::<f32>())
            .map_err(|e| Self::corrupt(name, e))
    }

    /// The raw blocks of a quantised matrix `[rows, columns]`.
    pub(super) fn blocks(
        &mut self,
        name: &str,
        kind: GgmlDType,
        rows: usize,
        columns: usize,
    ) -> Result<Vec<u8>, Error> {
        let tensor =
            self.content.tensor(&mut self.reader, name, &Device::Cpu).map_err(|e| Self::corrupt(name, e))?;
        let (found, shape) = (tensor.dtype(), tensor.shape().dims().to_vec());
        if found != kind || shape != [rows, columns] {
            let why =
                format!("weight {name:?} is {found:?} {shape:?}, {kind:?} [{rows}, {columns}] expected");
            return Err(Error::new(ErrorKind::Corrupt, DOING, why));
        }
        Ok(tensor.data().map_err(|e| Self::corrupt(name, e))?.into_owned())
    }
}
