package io.hauberk;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A filter around another one that changes a part of it, and is that other one in all else. */
public abstract class FilterWrapper implements Filter {
    private final Filter filter;

    /** Around a filter. */
    protected FilterWrapper(Filter filter) {
        this.filter = filter;
    }

    /** The filter inside. */
    protected final Filter filter() {
        return filter;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return filter.handle(request, next);
    }

    @Override
    public String name() {
        return filter.name();
    }

    @Override
    public Concern concern() {
        return filter.concern();
    }

    @Override
    public boolean asksWhoCalls() {
        return filter.asksWhoCalls();
    }

    @Override
    public Set<String> identityHeaders() {
        return filter.identityHeaders();
    }

    @Override
    public Set<String> secretNames() {
        return filter.secretNames();
    }

    @Override
    public List<Filter> parts() {
        return filter.parts();
    }

    @Override
    public String toString() {
        return filter.toString();
    }
}
