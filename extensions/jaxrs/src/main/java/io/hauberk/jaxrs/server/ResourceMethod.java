package io.hauberk.jaxrs.server;

import io.hauberk.operation.Annotations;
import io.hauberk.operation.Operation;
import io.hauberk.store.Store;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One method of a resource, and where it is. */
final class ResourceMethod {
    private final Class<?> type;
    private final Method method;
    private final String base;

    ResourceMethod(ResourceInfo resource, String base) {
        this.type = resource.getResourceClass();
        this.method = resource.getResourceMethod();
        this.base = base;
    }

    /** The operation, by a name that none before had. */
    Operation operation(Set<String> names, Function<String, @Nullable Store> stores) {
        String name = type.getSimpleName() + '.' + method.getName();
        for (int i = 2; !names.add(name); i++) {
            name = type.getSimpleName() + '.' + method.getName() + '-' + i;
        }
        Operation operation = Operation.of(name, Annotations.filters(type, method, stores));
        return routed() ? operation.at(methods(), paths()) : operation;
    }

    /** Whether it is known where it is: that of a locator's resource is not. */
    boolean routed() {
        return path(type) != null && !methods().isEmpty();
    }

    private Set<String> methods() {
        Set<String> methods = new LinkedHashSet<>();
        for (Method each : overridden()) {
            for (Annotation annotation : each.getAnnotations()) {
                HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
                if (http != null) {
                    methods.add(http.value());
                }
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD"); // which JAX-RS answers by it
        }
        return methods;
    }

    /** The template, with and without a slash at the end, which JAX-RS does not tell apart. */
    private List<String> paths() {
        String own = null;
        for (Method each : overridden()) {
            own = own != null ? own : path(each);
        }
        String whole = Templates.joined(base, path(type), own);
        return whole.endsWith("/**") || whole.equals("/") ? List.of(whole) : List.of(whole, whole + '/');
    }

    private List<Method> overridden() {
        return Annotations.overridden(type, method);
    }

    private static @Nullable String path(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Path own = each.getAnnotation(Path.class);
            for (Class<?> face : each.getInterfaces()) {
                own = own != null ? own : face.getAnnotation(Path.class);
            }
            if (own != null) {
                return own.value();
            }
        }
        return null;
    }

    private static @Nullable String path(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null ? null : path.value();
    }
}
