package dev.engram.agent.weave;

import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Where the advice's parameters come from. */
final class Mappings {

    private static final TypeDescription.Generic OBJECT =
            TypeDescription.ForLoadedType.of(Object.class).asGenericType();

    /** Always null. */
    static final Advice.OffsetMapping NULL = (type, method, assigner, arguments, sort) ->
            new Advice.OffsetMapping.Target.ForDefaultValue.ReadOnly(OBJECT);

    /** The receiver, null in a static method. */
    static final Advice.OffsetMapping SELF =
            new Advice.OffsetMapping.ForThisReference(OBJECT, true, Assigner.Typing.STATIC, true);

    /** The result, boxed if it is a primitive, null where there is none. */
    static final Advice.OffsetMapping RESULT =
            (type, method, assigner, arguments, sort) -> (method.getReturnType().represents(void.class)
                            ? NULL
                            : new Advice.OffsetMapping.ForReturnValue(OBJECT, true, Assigner.Typing.DYNAMIC))
                    .resolve(type, method, assigner, arguments, sort);

    private Mappings() {}

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
            return (type, method, assigner, handler, sort) -> {
                int argument = slot < arguments.size() ? arguments.get(slot) : -1;
                boolean exists =
                        argument >= 0 && argument < method.getParameters().size();
                return (exists
                                ? new Advice.OffsetMapping.ForArgument.Unresolved(
                                        OBJECT, true, Assigner.Typing.DYNAMIC, argument)
                                : NULL)
                        .resolve(type, method, assigner, handler, sort);
            };
        }
    }
}
