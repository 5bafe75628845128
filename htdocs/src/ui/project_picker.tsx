// project_picker.tsx -- the button that shows a project and opens the list to choose another one from.
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { later } from '../shell/later.ts';
import { projects } from '../store/catalog.ts';
import { Icon } from './icon.tsx';
import { Popover } from './popover.tsx';
import type { ListProps } from './project_list.tsx';

/** Nobody sees it before a picker is opened. */
export const ProjectList = later<ListProps>('project_list', () => import('./project_list.tsx'));

/** Colour, project and client on one line. */
export function ProjectName({
    name,
    client,
    color,
}: {
    name: string;
    client?: string | null | undefined;
    color: string;
}) {
    return (
        <span class="project-name">
            <span class="dot" style={{ '--color': color }} />
            <span class="name">{name}</span>
            {client && <span class="client">{client}</span>}
        </span>
    );
}

type Props = {
    value: number | null | undefined;
    onChange: (id: number) => void;
    /** Also "no project". */
    onClear?: (() => void) | undefined;
    /** What stands there while none is chosen. */
    none?: string;
    class?: string;
    id?: string | undefined;
    invalid?: string | undefined;
    isOpen?: boolean;
    onToggle?: (open: boolean) => void;
};

export function ProjectPicker({
    value,
    onChange,
    onClear,
    none,
    class: className = 'chip',
    id,
    invalid,
    ...outer
}: Props) {
    const [inner, setInner] = useState(false);
    const isOpen = outer.isOpen ?? inner;
    const toggle = outer.onToggle ?? setInner;
    const project = projects.get(value);
    const choose = (chosen: number): void => {
        toggle(false);
        onChange(chosen);
    };
    return (
        <Popover
            id={id}
            invalid={invalid}
            class={className}
            isOpen={isOpen}
            onToggle={toggle}
            label={project ? t('project.is', { name: `${project.name}, ${project.client_name}` }) : undefined}
            button={
                project ? (
                    <ProjectName name={project.name} client={project.client_name} color={project.color} />
                ) : (
                    <span class="project-name none">
                        <Icon name="folder" size={16} />
                        {none ?? t('project.none')}
                    </span>
                )
            }
        >
            <ProjectList onChoose={choose} onClose={() => toggle(false)} />
            {onClear && project && (
                <button
                    type="button"
                    class="row-button"
                    onClick={() => {
                        toggle(false);
                        onClear();
                    }}
                >
                    {t('project.clear')}
                </button>
            )}
        </Popover>
    );
}
