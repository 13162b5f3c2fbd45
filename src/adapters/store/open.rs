//! Opening the store that an address names.

use std::sync::Arc;

use super::{error::Error, journal::Journal, settings::Settings, sqlite::Sqlite};

pub async fn open(settings: Settings) -> Result<Arc<dyn Journal>, Error> {
    Ok(Arc::new(Sqlite::open(settings).await?))
}
