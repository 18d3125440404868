// A disk that loses its power: a VFS of SQLite's between it and the real one. What was written and
// not synced is held back, so that a process that is killed leaves only what it synced; or, of a
// disk that writes in an order of its own, some of the rest besides.
#pragma once

namespace pyx::testing::power_cut_vfs {

// Once in a process, before a database is opened.
//   of_100  how many of 100 writes reach the disk at once although nothing was synced
void install(unsigned of_100 = 0, unsigned seed = 0);

}  // namespace pyx::testing::power_cut_vfs
