/**
 * Respects what a partner answers about its limits: calls are held back until it may be asked again.
 *
 * <p>Understood are {@code RateLimit} and {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-11), the older {@code
 * RateLimit-Limit}, {@code -Remaining} and {@code -Reset} with and without {@code X-}, and {@code Retry-After} on 429 and
 * 503. From an answer that says that {@code r} calls are left for {@code t} seconds, calls are counted down here; at zero
 * they are held until then. Of several such limits all count.
 *
 * <p>A partner is believed only so far: no pause is longer than a maximum, after each at least one call asks again, and only
 * a few limits are remembered for each key, and only so many keys.
 *
 * <p>In a chain: in the filters of the service that is the partner.
 */
@NullMarked
package io.hauberk.partner;

import org.jspecify.annotations.NullMarked;
