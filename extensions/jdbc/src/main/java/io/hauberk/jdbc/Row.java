package io.hauberk.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * What a row says about a counter.
 *
 * @param used how much is used up; for the generic cell rate the fraction of a microsecond that belongs to {@code since}
 * @param since when the window opened; for the generic cell rate when all is back; for a sliding window the number of the
 *     newest slice
 * @param seen when this was written, in microseconds of the database's clock
 * @param slices how much in each slice of a sliding window, the newest first; null for the others
 * @param until when nothing of it counts any more
 */
record Row(long used, long since, long seen, @Nullable String slices, long until) {}
