package io.hauberk.jaxrs.server;

import io.hauberk.operation.Annotations;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;

/** Classes that lead on to other resources, and whether anything asks for something there. */
final class Locators {
    private static final ClassValue<Boolean> GUARDED = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return guarded(type);
        }
    };

    private Locators() {}

    /** @param matched the resources that a request came through, the one that answers first */
    static boolean guarded(List<Object> matched) {
        for (int i = 1; i < matched.size(); i++) {
            if (GUARDED.get(matched.get(i).getClass())) {
                return true;
            }
        }
        return false;
    }

    private static boolean guarded(Class<?> type) {
        if (Annotations.present(type, null)) {
            return true;
        }
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            for (Method method : each.getDeclaredMethods()) {
                if (locates(type, method) && Annotations.speaks(type, method)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean locates(Class<?> type, Method method) {
        boolean path = false;
        for (Method each : Annotations.overridden(type, method)) {
            for (Annotation annotation : each.getAnnotations()) {
                if (annotation.annotationType().isAnnotationPresent(jakarta.ws.rs.HttpMethod.class)) {
                    return false;
                }
                path |= annotation instanceof Path;
            }
        }
        return path;
    }
}
