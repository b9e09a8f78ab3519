package io.hauberk.quota;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a quota stands for one caller.
 *
 * @param name what the quota is called
 * @param limit how much there is in a window
 * @param used how much is used; of a soft quota, or where an answer told its cost, it may be more than the limit
 * @param remaining how much is left
 * @param resetsAt when the window ends, or, of one that rolls, when more is left than now; null where nothing is used and
 *     no window is open
 * @param soft whether it only warns
 */
public record QuotaView(
        String name,
        long limit,
        long used,
        long remaining,
        @Nullable Instant resetsAt,
        boolean soft) {}
