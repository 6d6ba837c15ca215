package dev.engram.agent.weave;

import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.jar.asm.Type;

/**
 * Where the advice's parameters come from. References are handed over as they are, without a look at their types: a
 * loader may have no class file of a parameter's type to show.
 */
final class Mappings {

    private static final TypeDescription.Generic OBJECT =
            TypeDescription.ForLoadedType.of(Object.class).asGenericType();

    /** Always null. */
    static final Advice.OffsetMapping NULL = (type, method, assigner, arguments, sort) ->
            new Advice.OffsetMapping.Target.ForDefaultValue.ReadOnly(OBJECT);

    /** The receiver, null in a static method. */
    static final Advice.OffsetMapping SELF = (type, method, assigner, arguments, sort) -> method.isStatic()
            ? NULL.resolve(type, method, assigner, arguments, sort)
            : new Advice.OffsetMapping.Target.ForVariable.ReadOnly(OBJECT, arguments.argument(0));

    /** The result, boxed if it is a primitive, null where there is none. */
    static final Advice.OffsetMapping RESULT = (type, method, assigner, arguments, sort) -> {
        Type returned = Type.getReturnType(method.getDescriptor());
        if (isReference(returned)) {
            return new Advice.OffsetMapping.Target.ForVariable.ReadOnly(OBJECT, arguments.returned());
        }
        return (returned.getSort() == Type.VOID
                        ? NULL
                        : new Advice.OffsetMapping.ForReturnValue(OBJECT, true, Assigner.Typing.DYNAMIC))
                .resolve(type, method, assigner, arguments, sort);
    };

    private Mappings() {}

    private static boolean isReference(Type type) {
        return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
    }

    /** Maps each slot to the argument that the rule reads there, to null where there is none. */
    static final class Slots implements Advice.OffsetMapping.Factory<CallAdvice.Slot> {
        private final List<Integer> arguments;

        Slots(List<Integer> arguments) {
            this.arguments = arguments;
        }

        @Override
        public Class<CallAdvice.Slot> getAnnotationType() {
            return CallAdvice.Slot.class;
        }

        @Override
        public Advice.OffsetMapping make(
                ParameterDescription.InDefinedShape target,
                AnnotationDescription.Loadable<CallAdvice.Slot> annotation,
                AdviceType adviceType) {
            int slot = annotation.load().value();
            int argument = slot < arguments.size() ? arguments.get(slot) : -1;
            return argument < 0 ? NULL : argument(argument);
        }

        private static Advice.OffsetMapping argument(int index) {
            return (type, method, assigner, handler, sort) -> {
                Type[] types = Type.getArgumentTypes(method.getDescriptor());
                if (index >= types.length) {
                    return NULL.resolve(type, method, assigner, handler, sort);
                }
                if (isReference(types[index])) {
                    return new Advice.OffsetMapping.Target.ForVariable.ReadOnly(
                            OBJECT, handler.argument(offset(method, types, index)));
                }
                return new Advice.OffsetMapping.ForArgument.Unresolved(OBJECT, true, Assigner.Typing.DYNAMIC, index)
                        .resolve(type, method, assigner, handler, sort);
            };
        }

        /** The argument's place among the local variables. */
        private static int offset(MethodDescription method, Type[] types, int index) {
            int offset = method.isStatic() ? 0 : 1;
            for (int i = 0; i < index; i++) {
                offset += types[i].getSize();
            }
            return offset;
        }
    }
}
