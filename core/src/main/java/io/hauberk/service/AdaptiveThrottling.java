package io.hauberk.service;

import io.hauberk.Settings;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses calls here that the service would refuse there, since refusing costs it, too. Of the calls of the last two
 * minutes it compares how many there were with how many were accepted, and refuses by chance what is above {@code k} times
 * the accepted ones: {@code (calls - k * accepted) / (calls + 1)}, but the first ten of two minutes never. A call that is
 * refused here counts as a call, so the service is still tried when it recovers.
 *
 * <p>Not accepted: 429, 503, {@code x-envoy-overloaded}, and no answer. Each {@link Criticality} counts apart, so that a
 * batch that is refused does not throttle users. A refusal is 503 {@code throttled}. Immutable, thread-safe. Default of a
 * service: none.
 *
 * <p>From Google's SRE book, chapter 21, "Handling Overload".
 *
 * @param k how many times as many as are accepted may go: 1.1 to 100; 2 lets the service refuse half of what it gets
 * @param shadowed whether it only says what it would refuse
 */
public record AdaptiveThrottling(double k, boolean shadowed) {
    /** Refuses a {@code k} that is out of range. */
    public AdaptiveThrottling {
        if (!(k >= 1.1 && k <= 100)) {
            throw new IllegalArgumentException("Adaptive throttling has a k from 1.1 to 100, not " + k + ".");
        }
    }

    /** With the usual {@code k} of 2. */
    public static AdaptiveThrottling standard() {
        return new AdaptiveThrottling(2, false);
    }

    /** With this {@code k}. */
    public static AdaptiveThrottling of(double k) {
        return new AdaptiveThrottling(k, false);
    }

    /** Only says what it would refuse. */
    public AdaptiveThrottling shadow() {
        return new AdaptiveThrottling(k, true);
    }

    /** Reads {@code adaptiveThrottling: { k, mode }}. */
    static @Nullable AdaptiveThrottling from(Settings settings) {
        String mode = settings.word("mode", "enforce", Set.of("enforce", "shadow", "off"));
        AdaptiveThrottling read = new AdaptiveThrottling(settings.decimal("k", 2, 1.1, 100), mode.equals("shadow"));
        return mode.equals("off") ? null : read;
    }
}
