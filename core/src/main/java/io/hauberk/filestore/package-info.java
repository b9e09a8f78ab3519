/**
 * Counters of one process that survive its restarts, in a file: for quotas, where a shared store would be too much.
 *
 * <p>All counters are in memory, bounded by a number of keys. What has changed is written by a thread of its own, once a
 * second, as lines that each hold a whole counter and a checksum; the last line of a counter counts. Now and then the file is
 * written anew, beside the old one, and takes its place in one step. So a crash at any moment loses what was counted in the
 * last second and nothing else, and a line that was half written is left out. While the disk is full, or gone, counting goes
 * on in memory, and what could not be written is written later.
 */
@NullMarked
package io.hauberk.filestore;

import org.jspecify.annotations.NullMarked;
