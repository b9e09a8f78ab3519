package io.hauberk.service;

import io.hauberk.discovery.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints that are not found any more. Each keeps its state for a while, since a registry may have left it out by
 * mistake: then it comes back as it was. Afterwards only what is still under way there is counted. Under the pool's lock.
 */
final class Departed {
    /** As many as an answer may have: one without any of those before it forgets nobody. */
    static final int MOST = Watching.MAX_ENDPOINTS;

    private record Gone(Member member, long at) {}

    /** Who went first comes first. */
    private final Map<Endpoint, Gone> kept = new LinkedHashMap<>();
    /** Those that will not come back as they were, but have not ended what they had. */
    private final List<Member> unfinished = new ArrayList<>();

    private long keepNanos;

    /** Keeps the state of who has gone for so long. */
    void keep(Duration time) {
        keepNanos = time.toNanos();
    }

    /** It has gone; whether its state is kept. Who has said that it leaves will be another one when it comes back. */
    boolean add(Member member, long now) {
        if (keepNanos <= 0 || member.endpoint().leaving()) {
            finish(member);
            return false;
        }
        kept.put(member.endpoint(), new Gone(member, now));
        return true;
    }

    /** It was found again; null where nothing is known of it. With another name it is another one at the same address. */
    @Nullable Member back(Endpoint endpoint) {
        Gone gone = kept.get(endpoint);
        if (gone == null || !gone.member.endpoint().hashKey().equals(endpoint.hashKey())) {
            return null;
        }
        kept.remove(endpoint);
        return gone.member;
    }

    /** Another one stands in its place, if any stood there. */
    void replace(Endpoint endpoint) {
        Gone gone = kept.remove(endpoint);
        if (gone != null) {
            finish(gone.member);
        }
    }

    /** Forgets those whose time is over, and of too many those that went first. */
    void release(long now, Consumer<Endpoint> forgotten) {
        unfinished.removeIf(member -> member.active() == 0);
        Iterator<Gone> oldest = kept.values().iterator();
        while (oldest.hasNext()) {
            Gone gone = oldest.next();
            if (kept.size() <= MOST && now - gone.at < keepNanos) {
                break;
            }
            oldest.remove();
            finish(gone.member);
            forgotten.accept(gone.member.endpoint());
        }
    }

    private void finish(Member member) {
        if (member.active() > 0) {
            unfinished.add(member);
        }
    }

    /** When the next one will have to be forgotten, from now on; -1 where nobody is kept. */
    long nextRelease(long now) {
        Iterator<Gone> oldest = kept.values().iterator();
        return oldest.hasNext() ? Math.max(0, keepNanos - (now - oldest.next().at)) : -1;
    }

    /** Those whose state is kept. */
    List<Member> kept() {
        return kept.values().stream().map(Gone::member).toList();
    }

    boolean keeps(Member member) {
        Gone gone = kept.get(member.endpoint());
        return gone != null && gone.member == member;
    }

    int size() {
        return kept.size();
    }

    /** How many attempts are still under way. */
    int active() {
        int active = 0;
        for (Gone gone : kept.values()) {
            active += gone.member.active();
        }
        unfinished.removeIf(member -> member.active() == 0);
        for (Member member : unfinished) {
            active += member.active();
        }
        return active;
    }
}
