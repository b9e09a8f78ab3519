package io.hauberk.jwt;

import io.hauberk.Caller;
import io.hauberk.Decision;
import org.jspecify.annotations.Nullable;

/**
 * A token that was found right.
 *
 * @param caller who it speaks of, without address and peer
 * @param key what it was verified with; null where another vouches for it
 * @param expires when it expires, in seconds since 1970, without skew
 * @param length its length, for the weight in the cache
 * @param binding who alone may use it
 * @param decision the entry for the record
 */
record Verified(Caller caller, @Nullable SigningKey key, double expires, int length, Binding binding, Decision decision)
        implements Verdict {
    /** Whether the key that vouches for it has left the set of its issuer. */
    boolean retired() {
        SigningKey verifiedBy = key;
        return verifiedBy != null && verifiedBy.retired();
    }
}
