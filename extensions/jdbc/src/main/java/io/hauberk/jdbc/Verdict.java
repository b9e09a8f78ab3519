package io.hauberk.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * What is decided about one draw.
 *
 * @param enough whether there was enough
 * @param before three numbers of how the counter stood, as {@link io.hauberk.counter.remote.Question#level} takes them
 * @param after how it stands if the draw is made
 * @param next its row then; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and seen by this package alone
record Verdict(
        boolean enough,
        long[] before,
        long[] after,
        @Nullable Row next) {}
