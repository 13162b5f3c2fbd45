//! The cluster's effects, with faults that wait until a write was sent.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::Value;
use stanch::{
    adapters::cluster::{
        Error, Live,
        effects::{Effects, MayStill, Need, Setting, Stored, Surroundings, Write},
    },
    domain::{action::Reply, inspection::Bounds, inspection::Right, text::Safe, workload::Key},
    drill::faults::{Fault, Faults, Matcher},
};

pub struct After {
    pub live: Arc<Live>,
    pub faults: Faults,
    /// What the reads meet that look for the end of a write.
    pub then: Mutex<Vec<(Matcher, Fault)>>,
}

#[async_trait]
impl Effects for After {
    async fn identity(&self) -> Result<Safe, Error> {
        self.live.identity().await
    }

    async fn may(&self, need: &Need, key: &Key) -> Right {
        self.live.may(need, key).await
    }

    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        self.live.get(key).await
    }

    async fn revisions(&self, key: &Key, object: &Value) -> Result<Vec<Value>, Error> {
        self.live.revisions(key, object).await
    }

    async fn bounds(&self, key: &Key) -> Bounds {
        self.live.bounds(key).await
    }

    async fn surroundings(&self, key: &Key) -> Surroundings {
        self.live.surroundings(key).await
    }

    async fn settings(&self, key: &Key, stored: &[Stored]) -> Vec<Setting> {
        self.live.settings(key, stored).await
    }

    async fn dry_run(&self, key: &Key, patch: &[u8]) -> Result<Value, Error> {
        self.live.dry_run(key, patch).await
    }

    async fn patch(&self, write: &Write, may_still: &MayStill<'_>) -> Reply {
        let reply = self.live.patch(write, may_still).await;
        for (matcher, fault) in self.then.lock().unwrap().drain(..) {
            self.faults.push(matcher, fault);
        }
        reply
    }
}
