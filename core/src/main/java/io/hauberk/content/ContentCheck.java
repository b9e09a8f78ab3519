package io.hauberk.content;

import io.hauberk.RejectedException;

/** Looks at content while somebody reads it. For one reading and one thread. */
public interface ContentCheck {
    /** How many of so many bytes may be read at once; at least one. */
    default int most(int wanted) {
        return wanted;
    }

    /** Looks at what was read, before its reader does. */
    void passed(byte[] bytes, int offset, int length) throws RejectedException;

    /** There is no more, or what was read was the last of a known length. Called once, before the reader sees it. */
    default void ended() throws RejectedException {}
}
