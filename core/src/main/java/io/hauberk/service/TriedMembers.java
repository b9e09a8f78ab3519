package io.hauberk.service;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The endpoints that a call has tried. One thread adds at a time; any may look. */
final class TriedMembers implements Tried {
    /** Never written to, only replaced: of hedged calls, two attempts choose at a time. */
    private volatile Member @Nullable [] all;

    void add(Member member) {
        if (has(member)) {
            return;
        }
        Member[] before = all;
        Member[] more = before == null ? new Member[1] : Arrays.copyOf(before, before.length + 1);
        more[more.length - 1] = member;
        all = more;
    }

    @Override
    public boolean nobody() {
        return all == null;
    }

    @Override
    public boolean has(Member member) {
        Member[] known = all;
        for (int i = 0; known != null && i < known.length; i++) {
            if (known[i] == member) {
                return true;
            }
        }
        return false;
    }
}
