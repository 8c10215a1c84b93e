//! A full disk: said so, and nothing lost. The disk is a small one in memory, which takes root to mount.

use std::{path::Path, process::Command};

use tempfile::TempDir;

use crate::support::{Client, Setup, tone};

/// A file system in memory, gone when dropped.
struct Disk(TempDir);

impl Disk {
    fn of(size: &str) -> Option<Self> {
        let disk = Self(tempfile::tempdir().unwrap());
        mount(&["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"], disk.0.path()).then_some(disk)
    }

    fn grow_to(&self, size: &str) {
        assert!(mount(&["-o", &format!("remount,size={size}")], self.0.path()));
    }
}

fn mount(args: &[&str], at: &Path) -> bool {
    Command::new("mount").args(args).arg(at).output().is_ok_and(|out| out.status.success())
}

impl Drop for Disk {
    fn drop(&mut self) {
        Command::new("umount").arg("--lazy").arg(self.0.path()).status().ok();
    }
}

async fn send(client: &Client, upload: &str, offset: usize, bytes: &[u8]) -> crate::support::Answer {
    let request = client.request("PATCH", upload).header("tus-resumable", "1.0.0").header("upload-offset", offset);
    client.send(request.header("content-type", "application/offset+octet-stream").body(bytes.to_vec())).await
}

#[tokio::test]
async fn an_upload_to_a_full_disk_is_told_so_and_goes_on_when_there_is_room() {
    let Some(disk) = Disk::of("12m") else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let app = Setup::default().env("PODCASTFLOW_DATA_DIR", &disk.0.path().display().to_string()).start().await;
    let ann = app.user("ann@example.org");
    // Some 17 MB of sound at 8 kHz.
    let recording = tone(530.0);
    let begin = ann.request("POST", "/api/v1/uploads").header("tus-resumable", "1.0.0");
    let begun = ann.send(begin.header("upload-length", recording.len())).await.expect(201);
    let upload = begun.header("location").to_owned();
    let piece = 8 * 1024 * 1024;
    send(&ann, &upload, 0, &recording[..piece]).await.expect(204);

    let problem = send(&ann, &upload, piece, &recording[piece..]).await.problem(507);
    assert_eq!(problem["type"], "/problems/disk-full");
    assert!(problem["detail"].as_str().unwrap().contains("Free some space"), "{problem}");
    let safe = ann.call("HEAD", &upload).await.expect(200);
    assert_eq!(safe.header("upload-offset"), piece.to_string());

    // Assembling the file takes its size once more.
    disk.grow_to("64m");
    send(&ann, &upload, piece, &recording[piece..]).await.expect(204);
    let episode = ann.episode_of_new_show("Room").await;
    let id = upload.rsplit('/').next().unwrap();
    let body = format!("{{\"upload_id\":\"{id}\"}}");
    ann.put(&format!("/api/v1/episodes/{episode}/audio"), "application/json", body).await.expect(200);
}
