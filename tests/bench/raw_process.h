// The raw loop in processes of their own: a module keeps its state once a process.
#pragma once

#include <span>

#include "tests/bench/raw_loop.h"
#include "tests/support/served_vault.h"

namespace pyx::bench {

// PROGRAM --raw MODULE PIN_FILE SERIAL CKA_ID SCHEME THREADS WARM_UP_MS WINDOW_MS: signatures a
// second to standard output. Returns the exit code.
int run_raw(std::span<char*> arguments);

// Starts this program `processes` times with --raw, all at once; signatures a second of all of them
// together. Output goes to files in `folder`. Errors: kToken with what a process said.
Result<double> raw_processes(const RawTask& task, unsigned processes,
                             const std::filesystem::path& folder);

}  // namespace pyx::bench
