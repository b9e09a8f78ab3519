package io.hauberk.structured;

/** A moment, in seconds since 1970 (RFC 9651 §3.3.7). */
public record Date(long seconds) {
    @Override
    public String toString() {
        return "@" + seconds;
    }
}
