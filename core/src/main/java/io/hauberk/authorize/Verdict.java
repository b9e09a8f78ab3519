package io.hauberk.authorize;

import io.hauberk.Headers;
import io.hauberk.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * What an outside service said.
 *
 * @param refusal how the request is refused; null if it may pass
 * @param fields for the request that passes on
 * @param failure why nobody said anything, in a word; null if somebody did
 */
record Verdict(
        @Nullable Rejection refusal,
        Headers fields,
        @Nullable String failure) {
    static Verdict allowed(Headers fields) {
        return new Verdict(null, fields, null);
    }

    static Verdict refused(Rejection refusal) {
        return new Verdict(refusal, Headers.empty(), null);
    }

    static Verdict failed(String why, @Nullable Rejection refusal) {
        return new Verdict(refusal, Headers.empty(), why);
    }
}
