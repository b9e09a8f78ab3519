package io.hauberk.jaxrs.server;

import io.hauberk.Exchange;
import io.hauberk.gateway.Gateway;
import io.hauberk.operation.Operation;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the annotations of JAX-RS resources ({@code io.hauberk.annotation}) operations of the gateway in front of them: {@code
 * resourceConfig.register(AnnotatedResources.of(gateway, "/api"))}. The gateway enforces them before JAX-RS sees the request;
 * right before a method runs, it is checked that the request came through what that method asks for, and 403 otherwise.
 *
 * <p>JAX-RS has to start with the container ({@code load-on-startup}): the first requests to methods that the gateway does not
 * know yet are refused. Resources that a locator returns are not known before they run: what is annotated there, or reached
 * through a locator or a class that is annotated, is refused.
 *
 * <p>A bad value fails the start of JAX-RS and names the method. Thread-safe.
 */
public final class AnnotatedResources implements DynamicFeature {
    private static final Logger LOG = LoggerFactory.getLogger(AnnotatedResources.class);

    private final Gateway gateway;
    private final String base;
    private final Set<String> names = new HashSet<>();

    private AnnotatedResources(Gateway gateway, String base) {
        this.gateway = gateway;
        this.base = base;
    }

    /**
     * Resources behind a gateway.
     *
     * @param base where JAX-RS is mounted, context path included: {@code /api} for a servlet at {@code /api/*}; empty for the
     *     root
     */
    public static AnnotatedResources of(Gateway gateway, String base) {
        if (!base.isEmpty() && (!base.startsWith("/") || base.endsWith("/") || base.contains("*"))) {
            throw new IllegalArgumentException(
                    "JAX-RS is mounted at a path such as /api, or at the root, which is empty, but not at \"" + base
                            + "\".");
        }
        return new AnnotatedResources(gateway, base);
    }

    /** @throws IllegalArgumentException if an annotation has a bad value; the message names the method */
    @Override
    public synchronized void configure(ResourceInfo resource, FeatureContext context) {
        ResourceMethod method = new ResourceMethod(resource, base);
        Operation operation = method.operation(names, gateway.operations()::store);
        if (method.routed()) {
            gateway.operations().add(List.of(operation));
        }
        context.register(new Check(operation), Priorities.AUTHENTICATION - 500);
    }

    /** Right before a method runs. */
    private record Check(Operation operation) implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            if (Locators.guarded(request.getUriInfo().getMatchedResources())) {
                LOG.warn(
                        "{} was refused: a locator leads to it that is annotated, or whose class is, and what it asks for is"
                                + " not known before. Annotate what the locator returns.",
                        operation.name());
                throw new ForbiddenException();
            }
            if (!operation.admits(Exchange.current())) {
                LOG.warn(
                        "{} was refused: the request has not come through what its annotations ask for. Is the gateway"
                                + " installed, and does JAX-RS start with the container?",
                        operation.name());
                throw new ForbiddenException();
            }
        }
    }
}
