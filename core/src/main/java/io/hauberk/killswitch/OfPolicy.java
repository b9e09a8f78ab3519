package io.hauberk.killswitch;

import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A filter under the name of the policy that it belongs to. */
record OfPolicy(String policy, Filter filter) implements Filter {
    /** The name of its policy: the one given, or the one that it came with; null if it has none. */
    static @Nullable String name(@Nullable String given, Filter filter) {
        return given == null && filter instanceof OfPolicy of ? of.policy : given;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return filter.handle(request, next);
    }

    @Override
    public Handler around(Handler next) {
        return filter.around(next);
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
    public Filter shadowed() {
        return new OfPolicy(policy, filter.shadowed());
    }

    @Override
    public Filter unshadowed() {
        return filter.unshadowed();
    }

    @Override
    public String toString() {
        return filter.toString();
    }
}
