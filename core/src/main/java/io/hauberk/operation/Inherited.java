package io.hauberk.operation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
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
        for (Method each : methods(type, method)) {
            A found = each.getAnnotation(annotation);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The method, and those of the class and its types that it overrides or that override it, nearest first. */
    static List<Method> methods(Class<?> type, Method method) {
        Set<Class<?>> types = types(type);
        List<Method> all = new ArrayList<>();
        all.add(method);
        for (Class<?> each : types) {
            for (Method other : each.getDeclaredMethods()) {
                if (!other.isBridge() && !other.equals(method) && same(types, method, other)) {
                    all.add(other);
                }
            }
        }
        return all;
    }

    private static Set<Class<?>> types(Class<?> type) {
        Set<Class<?>> types = new LinkedHashSet<>();
        collect(type, types);
        return types;
    }

    private static boolean same(Set<Class<?>> types, Method one, Method other) {
        return one.getName().equals(other.getName())
                && one.getParameterCount() == other.getParameterCount()
                && (Arrays.equals(one.getParameterTypes(), other.getParameterTypes())
                        || bridged(types, one, other)
                        || bridged(types, other, one));
    }

    /** Whether one implements the other, whose parameters are generic: then the compiler has led it there by a bridge. */
    private static boolean bridged(Set<Class<?>> types, Method one, Method generic) {
        Class<?>[] erased = generic.getParameterTypes();
        for (int i = 0; i < erased.length; i++) {
            if (!erased[i].isAssignableFrom(one.getParameterTypes()[i])) {
                return false;
            }
        }
        for (Class<?> each : types) {
            for (Method bridge : each.getDeclaredMethods()) {
                boolean leads = bridge.isBridge() && bridge.getName().equals(one.getName());
                if (leads && Arrays.equals(bridge.getParameterTypes(), erased)) {
                    return true;
                }
            }
        }
        return false;
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
