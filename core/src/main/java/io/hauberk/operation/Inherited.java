package io.hauberk.operation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds an annotation where frameworks allow it to stand: on a method, on what it overrides, on the class and its types. */
final class Inherited {
    private Inherited() {}

    /** The method's own, those of what it overrides, nearest first; else the class's, those of its types. */
    static <A extends Annotation> @Nullable A find(Class<A> annotation, Class<?> type, @Nullable Method method) {
        A own = method == null ? null : onMethod(annotation, type, method);
        for (Class<?> each : types(type)) {
            own = own != null ? own : each.getAnnotation(annotation);
        }
        return own;
    }

    /** The method's own, or that of what it overrides. */
    static <A extends Annotation> @Nullable A onMethod(Class<A> annotation, Class<?> type, Method method) {
        A own = method.getAnnotation(annotation);
        for (Class<?> each : types(type)) {
            own = own != null ? own : onSame(annotation, each, method);
        }
        return own;
    }

    private static Set<Class<?>> types(Class<?> type) {
        Set<Class<?>> types = new LinkedHashSet<>();
        collect(type, types);
        return types;
    }

    private static <A extends Annotation> @Nullable A onSame(Class<A> annotation, Class<?> type, Method method) {
        try {
            return type.getDeclaredMethod(method.getName(), method.getParameterTypes())
                    .getAnnotation(annotation);
        } catch (NoSuchMethodException e) {
            return null; // it does not have that method
        }
    }

    private static void collect(@Nullable Class<?> type, Set<Class<?>> types) {
        if (type == null || !types.add(type)) {
            return;
        }
        collect(type.getSuperclass(), types);
        for (Class<?> each : type.getInterfaces()) {
            collect(each, types);
        }
    }
}
