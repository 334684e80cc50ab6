//! What is said when the program must abort: memory could not be had.
//!
//! A number that a damaged index file gives for a size is asked of the system as it is, and where
//! that fails Rust aborts. The reader is told what to do, and the exit status is that of any other
//! error.

/// Has an abort end with a message and the exit status 2.
#[cfg(unix)]
pub fn end_with_a_message() {
    const MESSAGE: &[u8] =
        b"warraq: there is not enough memory, or the archive is damaged; `warraq check` tells\n";
    let end = || {
        // If there is nobody to tell, there is nothing else to be done.
        let _ = rustix::io::write(rustix::stdio::stderr(), MESSAGE);
        signal_hook::low_level::exit(2);
    };
    // SAFETY: the handler does nothing but a write and an exit, which signal handlers may do.
    let registered = unsafe { signal_hook::low_level::register(signal_hook::consts::SIGABRT, end) };
    // Without it the abort is told by the system alone.
    drop(registered);
}

/// Other systems tell of an abort themselves.
#[cfg(not(unix))]
pub fn end_with_a_message() {}
