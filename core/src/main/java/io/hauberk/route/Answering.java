package io.hauberk.route;

import java.util.List;

/**
 * A filter that answers some requests itself, wherever its routes lie: a callback, a document about its route. The gateway
 * leads these requests to it, by a route of their own behind all that its author named.
 */
public interface Answering {
    /** The requests that it answers; none for most. */
    List<Match> answers();
}
