package io.hauberk.route;

/**
 * Something about routes that is, or may be, a mistake.
 *
 * @param kind what it is
 * @param route the route that it is about
 * @param other the route that has to do with it
 * @param sentence what is the matter, with both names
 */
public record Finding(Kind kind, String route, String other, String sentence) {
    /** What can be wrong. */
    public enum Kind {
        /** A match can never win: another one takes every request that it could. */
        UNREACHABLE,
        /** Two matches are equally specific and overlap, so that nothing but their order decides. */
        AMBIGUOUS,
        /** A request that an authenticated route's path covers is taken by a route without authentication. */
        WEAKER_GUARDED
    }

    @Override
    public String toString() {
        return sentence;
    }
}
