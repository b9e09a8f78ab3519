package io.hauberk.credential;

import io.hauberk.Authentication;
import io.hauberk.Caller;
import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Exchange;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Consumers as the filters that look at credentials see them. */
public final class Known {
    private Known() {}

    /** The consumer with such a credential among those of the gateway; null where there is none. */
    public static @Nullable Consumer find(Exchange exchange, Kind kind, String id) throws IOException {
        Consumers consumers = exchange.get(Consumers.KEY);
        return consumers == null ? null : consumers.find(kind, id);
    }

    /** The live credentials of this kind and id that the consumer has, in order; none where there is no consumer. */
    public static List<Credential> live(@Nullable Consumer consumer, Kind kind, String id, InstantSource clock) {
        if (consumer == null) {
            return List.of();
        }
        List<Credential> live = new ArrayList<>(2);
        for (Credential each : consumer.credentials()) {
            if (each.kind() == kind && each.id().equals(id) && each.live(clock)) {
                live.add(each);
            }
        }
        return live;
    }

    /** Attaches the consumer; false if an earlier filter found somebody else. */
    public static boolean attach(Exchange exchange, Consumer consumer) throws IOException {
        return attach(exchange, consumer, Caller.unknown());
    }

    /** Attaches the consumer with what else is known of it; false if an earlier filter found somebody else. */
    public static boolean attach(Exchange exchange, Consumer consumer, Caller caller) throws IOException {
        if (!Authentication.attach(exchange, consumer.in(caller))) {
            return false;
        }
        exchange.put(Consumers.FOUND, consumer);
        return true;
    }
}
