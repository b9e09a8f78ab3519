package io.hauberk;

import java.util.List;

/**
 * A filter that can say what it would decide about a request, as far as that is known before the caller is verified and
 * without asking anybody. For {@code explain}; a filter may implement it, none must.
 */
public interface Explainable {
    /**
     * What it would decide and from which values, in lines for people; what cannot be known yet is said to be unknown. Runs
     * nothing, counts nothing, changes nothing, calls nobody, never blocks. No secrets.
     *
     * @param request the request; its exchange knows the client's address, and the route where it has been found
     * @param callerOpen whether a filter before this one finds out who calls, so that nobody can say so yet
     */
    List<String> explain(Request request, boolean callerOpen);
}
